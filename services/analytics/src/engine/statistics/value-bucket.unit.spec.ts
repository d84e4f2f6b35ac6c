import { BUCKET_ACCURACY, bucketOf, bucketValue } from './value-bucket.js';

describe('buckets of values', () => {
  it('stand for their values within the accuracy, on both sides of zero', () => {
    for (let micros = 1; micros < 1e15; micros = Math.ceil(micros * 1.7))
      for (const value of [micros, -micros]) {
        const shown = bucketValue(bucketOf(value)) * 1e6;
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(Math.abs(value) * BUCKET_ACCURACY * 1.000001);
      }
  });

  it('are in the order of their values', () => {
    const values = [-5_000_000, -7, 0, 1, 2, 1_000, 5_000_000, 10n ** 20n];
    const buckets = values.map(bucketOf);
    expect([...buckets].sort((one, other) => one - other)).toEqual(buckets);
    expect(new Set(buckets).size).toBe(values.length);
  });

  it('keep zero apart', () => {
    expect([bucketOf(0), bucketValue(0)]).toEqual([0, 0]);
  });
});
