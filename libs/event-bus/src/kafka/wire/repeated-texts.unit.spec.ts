import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { RepeatedTexts } from './repeated-texts.js';

function readAll(texts: readonly (string | null | Buffer)[]): readonly (string | null)[] {
  const writer = new ByteWriter();
  for (const text of texts) writer.sized(text);
  const reader = new ByteReader(writer.written);
  const repeated = new RepeatedTexts();
  return texts.map(() => repeated.read(reader, 0));
}

describe('texts that are often those of the record before', () => {
  it('are what was written, whether they changed or not', () => {
    const texts = [
      'a',
      'a',
      'b',
      'bc',
      'bd',
      '',
      '',
      null,
      'bd',
      'bd',
      'Zürich',
      'Zürich',
      'Zurich!',
      '日本',
      '日本',
    ];
    expect(readAll(texts)).toEqual(texts);
  });

  it('are never taken for others whose characters have the codes of these bytes', () => {
    // As UTF-8, "é" is the bytes of the codes of "Ã©".
    const [wrong, right] = ['Ã©', 'é'];
    expect(Buffer.from(right).toString('latin1')).toBe(wrong);
    expect(readAll([wrong, right, wrong, right])).toEqual([wrong, right, wrong, right]);
    // Two bytes that are no UTF-8, after a text of two characters with their codes.
    expect(readAll(['\u00c3\u00a9', Buffer.from([0xc3, 0xa9])])).toEqual(['Ã©', 'é']);
  });
});
