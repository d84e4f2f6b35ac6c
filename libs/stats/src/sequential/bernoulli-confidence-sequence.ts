import { requireOpenProbability, requirePositive, requireProportion } from '../errors/require.js';
import type { Interval } from '../frequentist/interval.js';
import type { ProportionSums } from '../frequentist/proportion.js';
import { findRoot } from '../numeric/find-root.js';
import { betaBinomialMixture } from './beta-binomial-mixture.js';

const NEAREST_TO_CERTAIN = 1e-6;

/**
 * Between which values does a proportion lie, if one may look after every unit?
 *
 * All p that the beta-binomial mixture of Howard et al. does not reject: valid at any time and at any count, not
 * only asymptotically.
 * @param arm successes and units so far
 * @param options tOpt: units at which it is tightest, above 0; alpha (default .05)
 * @returns the interval; its ends are exactly 0 without successes and 1 without failures
 * @throws StatsError for bad counts and parameters outside their domains
 * @see https://doi.org/10.1214/20-AOS1991
 * @example bernoulliConfidenceSequence({ successes: 15, n: 50 }, { tOpt: 50 }) // [0.1295…, 0.5118…]
 */
export function bernoulliConfidenceSequence(
  arm: ProportionSums,
  { tOpt, alpha = 0.05 }: { readonly tOpt: number; readonly alpha?: number },
): Interval {
  requireProportion('arm', arm);
  requirePositive('tOpt', tOpt);
  requireOpenProbability('alpha', alpha);
  const { n, successes } = arm;
  if (n === 0) return [0, 1];
  const excess = (p: number): number => {
    const variance = p * (1 - p);
    const { logMixture } = betaBinomialMixture({ vOpt: tOpt * variance, g: p, h: 1 - p });
    return logMixture(successes - n * p, n * variance) + Math.log(alpha);
  };
  const centre = Math.min(Math.max(successes / n, NEAREST_TO_CERTAIN), 1 - NEAREST_TO_CERTAIN);
  return [
    successes === 0 ? 0 : (findRoot(excess, { lower: NEAREST_TO_CERTAIN, upper: centre }) ?? 0),
    successes === n ? 1 : (findRoot(excess, { lower: centre, upper: 1 - NEAREST_TO_CERTAIN }) ?? 1),
  ];
}
