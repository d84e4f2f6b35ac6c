import { metricFigures, numberInWords, percentInWords } from '@assay/contracts';
import { between, inWords, shortNumber } from './numbers.js';

const spaced = (text: string | null) => text?.replaceAll('\u00a0', ' ') ?? null;

describe('figures on a page', () => {
  it('stay together with their unit', () => {
    expect(inWords(0.5, percentInWords)).toBe('50.00\u00a0%');
    expect(inWords(null, percentInWords)).toBeNull();
  });

  it.each([
    [[0.1, 0.2], percentInWords, '10.00 to 20.00 %'],
    [[-0.0124, 0.00058], metricFigures('proportion').difference, '-1.24 to +0.058 pp'],
    [[-5.501, 3.186], numberInWords, '-5.501 to 3.186'],
    [null, numberInWords, null],
  ] as const)('%j are said with their unit once: %s', (ends, words, text) => {
    expect(spaced(between(ends, words))).toBe(text);
  });

  it('are short, and grouped where they are whole', () => {
    expect([1234567, 0.123456789, null].map(shortNumber)).toEqual(['1,234,567', '0.123457', null]);
  });
});
