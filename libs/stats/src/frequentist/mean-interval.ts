import { studentTQuantile } from '../distributions/student-t-quantile.js';
import { requireOpenProbability } from '../errors/require.js';
import type { MeanSums } from '../sums/from-sums.js';
import { fromSums } from '../sums/from-sums.js';
import type { Interval } from './interval.js';
import { intervalAround } from './interval.js';

/**
 * Between which values does the mean of a metric lie?
 * @param sums units, sum and sum of squares of one arm
 * @param confidence in (0, 1), default .95
 * @returns Student's t interval, or null when there is no variance to compute it from
 * @throws StatsError for sums that no values can have, or confidence outside (0, 1)
 * @see https://en.wikipedia.org/wiki/Student%27s_t-distribution#Confidence_intervals
 * @example meanInterval({ n: 3, sum: 6, sumSquares: 14 }) // [-0.4841…, 4.4841…]
 */
export function meanInterval(sums: MeanSums, confidence = 0.95): Interval | null {
  requireOpenProbability('confidence', confidence);
  const { n, mean, variance } = fromSums(sums);
  if (mean === null || variance === null || variance === 0) return null;
  return intervalAround(mean, studentTQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance / n));
}
