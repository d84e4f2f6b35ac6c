import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { requireOpenProbability, requirePositive } from '../errors/require.js';

/**
 * Below which value does Student's t variable stay with probability `p`?
 * @param p probability in (0, 1)
 * @param degreesOfFreedom above 0, need not be whole
 * @returns the quantile
 * @throws OutOfRangeError for p outside (0, 1) or degrees of freedom of 0 or less
 * @see https://en.wikipedia.org/wiki/Student%27s_t-distribution
 * @example studentTQuantile(0.975, 10) // 2.2281388519862744
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  requireOpenProbability('p', p);
  requirePositive('degreesOfFreedom', degreesOfFreedom);
  return tQuantile(p, degreesOfFreedom);
}
