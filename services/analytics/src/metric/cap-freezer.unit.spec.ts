import { DEFAULT_GRID } from '@assay/stats';
import { bucketOfMicros } from '../engine/statistics/value-bucket.js';
import { capFrom, percentileOf } from './cap-freezer.js';

const bucketsOf = (values: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const value of values) {
    const bucket = bucketOfMicros(Math.round(value * 1e6));
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return [...counts].map(([bucket, n]) => ({ bucket, n })).sort((one, other) => one.bucket - other.bucket);
};
const UP_TO_1000 = Array.from({ length: 1_000 }, (_, number) => number + 1);

const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0);

describe('a cap', () => {
  it('waits while nobody has anything, however many units there are', () => {
    expect(capFrom(bucketsOf(zeros(5_000)), 0.99)).toBeUndefined();
  });

  it('waits while it would be zero', () => {
    expect(capFrom(bucketsOf([...zeros(9_000), ...UP_TO_1000]), 0.9)).toBeUndefined();
  });

  it('waits for a thousand units, and two hundred that have something', () => {
    expect(capFrom(bucketsOf(UP_TO_1000.slice(0, 999)), 0.9)).toBeUndefined();
    expect(capFrom(bucketsOf([...zeros(801), ...UP_TO_1000.slice(0, 199)]), 0.9)).toBeUndefined();
    expect(capFrom(bucketsOf([...zeros(800), ...UP_TO_1000.slice(0, 200)]), 0.9)).toBeCloseTo(100, -1);
  });
});

describe('the percentile of units in buckets', () => {
  it.each([
    [0.6, 600],
    [0.95, 950],
    [0.99, 990],
  ])('%d of one to a thousand is %d, as exactly as buckets are', (percentile, value) => {
    const found = percentileOf(bucketsOf(UP_TO_1000), percentile);
    expect(Math.abs(found - value)).toBeLessThanOrEqual(value * DEFAULT_GRID.accuracy);
  });

  it('is zero where most units have nothing', () => {
    expect(percentileOf(bucketsOf([...Array.from({ length: 99 }, () => 0), 7]), 0.95)).toBe(0);
  });

  it('counts what lies below zero', () => {
    const found = percentileOf(bucketsOf([-8, -4, -2, 1, 3]), 0.6);
    expect(Math.abs(found + 2)).toBeLessThanOrEqual(2 * DEFAULT_GRID.accuracy);
  });
});
