import { bucketOf, bucketValue, DEFAULT_GRID } from '@assay/stats';
import { bucketOfMicros } from './value-bucket.js';

describe('buckets of values in millionths', () => {
  it('are read back within the accuracy, on both sides of zero', () => {
    for (let micros = 1; micros < 1e15; micros = Math.ceil(micros * 1.7))
      for (const value of [micros, -micros]) {
        const shown = bucketValue(bucketOfMicros(value), DEFAULT_GRID) * 1e6;
        const off = Math.abs(shown - value);
        expect(off).toBeLessThanOrEqual(Math.abs(value) * DEFAULT_GRID.accuracy * 1.000001);
      }
  });

  it('are those of the same value undivided', () => {
    const values = [-5_000_000, -7, 0, 1, 2, 1_000, 5_000_000, 10n ** 20n];
    expect(values.map(bucketOfMicros)).toEqual(
      values.map((micros) => bucketOf(Number(micros) / 1e6, DEFAULT_GRID)),
    );
  });
});
