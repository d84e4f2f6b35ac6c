import { requireCount, requireOpenProbability } from '../errors/require.js';
import { findRoot } from '../numeric/find-root.js';
import type { BetaBinomialOptions } from './beta-binomial-mixture.js';
import { betaBinomialMixture } from './beta-binomial-mixture.js';

export interface BetaBinomialBound {
  readonly logMixtureAt10: number | null;
  /** null where no sum is improbable enough yet. */
  readonly bound: number | null;
}

/**
 * How far may a sum of centred terms in [−g, h] stray above 0 at any time?
 * @param options intrinsic time v, alpha, and the mixture's vOpt, alphaOpt, g and h
 * @returns the bound, and the mixture at s = 10 for comparison with other implementations
 * @throws StatsError for parameters outside their domains
 * @see https://doi.org/10.1214/20-AOS1991
 * @example betaBinomialBound({ v: 100, alpha: 0.05, vOpt: 100, g: 0.2, h: 0.8 }).bound // 31.4307…
 */
export function betaBinomialBound(
  options: BetaBinomialOptions & { readonly v: number; readonly alpha: number },
): BetaBinomialBound {
  const { v, alpha, g } = options;
  requireCount('v', v);
  requireOpenProbability('alpha', alpha);
  const { r, logMixture } = betaBinomialMixture(options);
  const largest = ((r + v) / g) * (1 - Number.EPSILON);
  const bound = findRoot((s) => logMixture(s, v) + Math.log(alpha), { lower: 0, upper: largest });
  return { logMixtureAt10: largest > 10 ? logMixture(10, v) : null, bound };
}
