import { requireFinite, requirePositive } from '../errors/require.js';
import { incompleteGamma } from '../numeric/incomplete-gamma.js';

/**
 * How probable is a value of at most `x` under the chi-squared distribution?
 * @param x a sum of squares; 0 is the answer below 0
 * @param degreesOfFreedom above 0, need not be whole
 * @returns probability in [0, 1]; relative error below 1e-10, also at 1e-300
 * @throws OutOfRangeError for degrees of freedom of 0 or less
 * @see https://en.wikipedia.org/wiki/Chi-squared_distribution
 * @example chiSquaredCdf(2 * Math.LN2, 2) // 0.5
 */
export function chiSquaredCdf(x: number, degreesOfFreedom: number): number {
  requireFinite('x', x);
  requirePositive('degreesOfFreedom', degreesOfFreedom);
  return incompleteGamma(x / 2, degreesOfFreedom / 2).lower;
}
