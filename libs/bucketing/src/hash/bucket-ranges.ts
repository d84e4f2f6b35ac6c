import { BUCKETS } from './bucket.js';

/**
 * Which buckets belong to which variant? The upper bounds (exclusive) of consecutive ranges: each is the sum of
 * the weights so far, as a share of all, rounded to the nearest bucket; every variant gets at least one bucket,
 * so that no weight, however small, is silently never served.
 *
 * Rounding the sums (not the weights) keeps each range within one bucket of its share and the last bound at 10,000.
 * @param weights positive numbers, relative to each other; at most as many as there are buckets
 * @param buckets 10,000, or as many as another system has
 * @returns as many bounds as weights; empty for none
 * @example bucketRanges([1, 1, 2]) // [2500, 5000, 10000]
 */
export function bucketRanges(weights: readonly number[], buckets = BUCKETS): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  let previous = 0;
  return weights.map((weight, index) => {
    sum += weight;
    const after = weights.length - 1 - index;
    const bound = after === 0 ? buckets : Math.round((sum / total) * buckets);
    previous = Math.min(Math.max(bound, previous + 1), buckets - after);
    return previous;
  });
}
