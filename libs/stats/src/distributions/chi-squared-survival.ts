import { requireFinite, requirePositive } from '../errors/require.js';
import { incompleteGamma } from '../numeric/incomplete-gamma.js';

/**
 * How probable is a value above `x` under the chi-squared distribution?
 * @param x a sum of squares; 1 is the answer below 0
 * @param degreesOfFreedom above 0, need not be whole
 * @returns probability in [0, 1]; relative error below 1e-10, also at 1e-300
 * @throws OutOfRangeError for degrees of freedom of 0 or less
 * @see https://en.wikipedia.org/wiki/Chi-squared_distribution
 * @example chiSquaredSurvival(36, 2) // 1.522997974471263e-8
 */
export function chiSquaredSurvival(x: number, degreesOfFreedom: number): number {
  requireFinite('x', x);
  requirePositive('degreesOfFreedom', degreesOfFreedom);
  return incompleteGamma(x / 2, degreesOfFreedom / 2).upper;
}
