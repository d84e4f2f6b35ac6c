import { normalCdf } from '../distributions/normal-cdf.js';
import { OutOfRangeError } from '../errors/out-of-range.error.js';
import { requireCount, requireOpenProbability, requirePositive } from '../errors/require.js';
import { findRoot } from '../numeric/find-root.js';
import { bestRho } from './best-rho.js';
import type { MixtureOptions } from './normal-mixture-bound.js';

/**
 * How far may a sum of centred, sub-Gaussian terms stray above 0 at any time?
 *
 * The one-sided normal mixture bound of Howard et al., tighter than the two-sided one.
 * @param options as for the two-sided bound; alphaOpt below ½
 * @returns rho of the mixture and the bound on the sum
 * @throws StatsError for parameters outside their domains
 * @see https://doi.org/10.1214/20-AOS1991
 * @example oneSidedNormalMixtureBound({ v: 100, alpha: 0.05, vOpt: 100 }).bound // 27.6607…
 */
export function oneSidedNormalMixtureBound(options: MixtureOptions): {
  readonly rho: number;
  readonly bound: number;
} {
  const { v, alpha, vOpt, alphaOpt = 0.05 } = options;
  requireCount('v', v);
  requireOpenProbability('alpha', alpha);
  requirePositive('vOpt', vOpt);
  if (!(alphaOpt > 0 && alphaOpt < 0.5)) throw new OutOfRangeError('alphaOpt', alphaOpt, '(0, 0.5)');
  const rho = bestRho(vOpt, 2 * alphaOpt);
  const spread = v + rho;
  const excess = (s: number): number =>
    Math.log((4 * rho) / spread) / 2 +
    (s * s) / (2 * spread) +
    Math.log(normalCdf(s / Math.sqrt(spread))) +
    Math.log(alpha);
  // There the quadratic term alone reaches the threshold, since ln Φ ≥ ln ½ from 0 on.
  const upper = Math.sqrt(spread * (Math.log(spread / rho) - 2 * Math.log(alpha) + 1));
  return { rho, bound: findRoot(excess, { lower: 0, upper }) ?? upper };
}
