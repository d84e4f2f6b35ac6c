import tCdf from '@stdlib/stats-base-dists-t-cdf';
import { requirePositive } from '../errors/require.js';

/**
 * How probable is a value of at most `x` under Student's t distribution?
 * @param x any number
 * @param degreesOfFreedom above 0, need not be whole
 * @returns probability in [0, 1]
 * @throws OutOfRangeError for degrees of freedom of 0 or less
 * @see https://en.wikipedia.org/wiki/Student%27s_t-distribution
 * @example studentTCdf(-1.96, 1e6) // 0.02499803379263489
 */
export function studentTCdf(x: number, degreesOfFreedom: number): number {
  requirePositive('degreesOfFreedom', degreesOfFreedom);
  return tCdf(x, degreesOfFreedom);
}
