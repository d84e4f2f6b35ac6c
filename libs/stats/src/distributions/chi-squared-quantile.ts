import gammaln from '@stdlib/math-base-special-gammaln';
import { requireOpenProbability, requirePositive } from '../errors/require.js';
import { findRoot } from '../numeric/find-root.js';
import { incompleteGamma } from '../numeric/incomplete-gamma.js';
import { normalQuantile } from './normal-quantile.js';

/**
 * Below which value does a chi-squared variable stay with probability `p`?
 *
 * The root of ln cdf = ln p (of the survival function in the upper half) in ln x, so that it is as precise at
 * 1e-300 as in the middle.
 * @param p probability in (0, 1)
 * @param degreesOfFreedom above 0, need not be whole
 * @returns the quantile
 * @throws OutOfRangeError for p outside (0, 1) or degrees of freedom of 0 or less
 * @see https://en.wikipedia.org/wiki/Chi-squared_distribution
 * @example chiSquaredQuantile(0.5, 2) // 1.3862943611198906
 */
export function chiSquaredQuantile(p: number, degreesOfFreedom: number): number {
  requireOpenProbability('p', p);
  requirePositive('degreesOfFreedom', degreesOfFreedom);
  const shape = degreesOfFreedom / 2;
  const excess = (logX: number): number => {
    const { lower, upper } = incompleteGamma(Math.exp(logX), shape);
    return p <= 0.5 ? Math.log(lower) - Math.log(p) : Math.log(1 - p) - Math.log(upper);
  };
  return 2 * Math.exp(rootAround(excess, startingPoint(p, shape)));
}

/** Wilson and Hilferty's cube, or the leading term of the series where that is no longer positive. */
function startingPoint(p: number, shape: number): number {
  const spread = 1 / (9 * shape);
  const cube = 1 - spread + normalQuantile(p) * Math.sqrt(spread);
  if (cube > 0.3) return Math.log(shape) + 3 * Math.log(cube);
  return (Math.log(p) + gammaln(shape + 1)) / shape;
}

/** Widens until the signs differ; a tail that underflows gives ∓∞, which is still a sign. */
function rootAround(excess: (logX: number) => number, start: number): number {
  let width = 0.01;
  while (excess(start - width) > 0) width *= 2;
  while (excess(start + width) < 0) width *= 2;
  return findRoot(excess, { lower: start - width, upper: start + width }) ?? start;
}
