import { csvOf } from './table.js';

describe('a table as CSV', () => {
  it('quotes what has commas, quotes or line ends, and leaves nothing for null', () => {
    expect(
      csvOf({
        columns: ['a', 'b'],
        rows: [
          ['x,y', null],
          ['say "hi"', 1.5],
          ['two\nlines', true],
        ],
      }),
    ).toBe('a,b\r\n"x,y",\r\n"say ""hi""",1.5\r\n"two\nlines",true\r\n');
  });

  it('keeps spreadsheets from taking a name for a formula, and leaves numbers alone', () => {
    expect(csvOf({ columns: ['a'], rows: [['=1+1'], ['@x'], ['-name'], [-2]] })).toBe(
      "a\r\n'=1+1\r\n'@x\r\n'-name\r\n-2\r\n",
    );
  });
});
