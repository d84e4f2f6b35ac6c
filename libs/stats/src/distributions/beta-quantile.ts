import quantile from '@stdlib/stats-base-dists-beta-quantile';
import { requireOpenProbability, requirePositive } from '../errors/require.js';

/**
 * Below which value does a beta variable stay with probability `p`?
 * @param p probability in (0, 1)
 * @param a first parameter, above 0
 * @param b second parameter, above 0
 * @returns a value in [0, 1]
 * @throws OutOfRangeError for arguments outside their domains
 * @see https://en.wikipedia.org/wiki/Beta_distribution
 * @example betaQuantile(0.5, 3, 3) // 0.5
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireOpenProbability('p', p);
  requirePositive('a', a);
  requirePositive('b', b);
  return quantile(p, a, b);
}
