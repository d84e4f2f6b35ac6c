import { counted } from './counted.js';
import { shownNumber } from './shown-number.js';

describe('what is counted', () => {
  it.each([
    [0, '0 units'],
    [1, '1 unit'],
    [2, '2 units'],
  ])('%d agrees with its noun', (count, words) => {
    expect(counted(count, 'unit')).toBe(words);
  });

  it('has a plural of its own where it needs one', () => {
    expect([counted(1, 'series', 'series'), counted(3, 'query', 'queries')]).toEqual([
      '1 series',
      '3 queries',
    ]);
  });
});

describe('a number in a sentence', () => {
  it.each([
    [3 / 41, 0.05, '0.0731707'],
    [0.05 + 1e-12, 0.05, '0.050000000001'],
    [0.05, 0.05, '0.05'],
    [94.9999999, 95, '94.9999999'],
    [1_234_567, undefined, '1234567'],
    [-4.31190348964, 5, '-4.3119'],
    [1e-9, 0.01, '1e-9'],
  ])('%d beside %d is short and never looks like its limit', (value, limit, shown) => {
    expect(shownNumber(value, limit)).toBe(shown);
  });
});
