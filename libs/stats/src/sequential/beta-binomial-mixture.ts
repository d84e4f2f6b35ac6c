import { requirePositive } from '../errors/require.js';
import { logBeta } from '../numeric/log-beta.js';
import { bestRho } from './best-rho.js';

export interface BetaBinomialOptions {
  /** Intrinsic time at which the mixture is tightest. */
  readonly vOpt: number;
  readonly alphaOpt?: number;
  /** Largest step down is g, largest step up h: a Bernoulli variable of mean p has g = p and h = 1 − p. */
  readonly g: number;
  readonly h: number;
}

/**
 * The logarithm of a mixture martingale for sums of centred terms in [−g, h].
 *
 * The beta-binomial mixture of Howard et al.: a test supermartingale in s for every intrinsic time v, so that
 * passing ln(1/alpha) at any time has probability at most alpha.
 * @param options vOpt, alphaOpt (default .05), g and h above 0
 * @returns a function of the sum s and intrinsic time v
 * @throws StatsError for parameters outside their domains
 * @see https://doi.org/10.1214/20-AOS1991
 */
export function betaBinomialMixture({ vOpt, alphaOpt = 0.05, g, h }: BetaBinomialOptions): {
  readonly r: number;
  readonly logMixture: (s: number, v: number) => number;
} {
  requirePositive('vOpt', vOpt);
  requirePositive('g', g);
  requirePositive('h', h);
  const r = Math.max(bestRho(vOpt, alphaOpt) - g * h, (g * h) / 1000);
  const sum = g + h;
  const start = logBeta(r / (g * sum), r / (h * sum));
  const logMixture = (s: number, v: number): number =>
    (v / (g * h)) * Math.log(sum) -
    ((v + h * s) / (h * sum)) * Math.log(g) -
    ((v - g * s) / (g * sum)) * Math.log(h) +
    logBeta((r + v - g * s) / (g * sum), (r + v + h * s) / (h * sum)) -
    start;
  return { r, logMixture };
}
