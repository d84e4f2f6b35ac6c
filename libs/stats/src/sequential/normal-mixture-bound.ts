import { requireCount, requireOpenProbability, requirePositive } from '../errors/require.js';
import { bestRho } from './best-rho.js';

/** Intrinsic time now, and the one at which the bound is to be tightest. */
export interface MixtureOptions {
  /** Intrinsic time (sum of the variances so far), from 0 on. */
  readonly v: number;
  readonly alpha: number;
  readonly vOpt: number;
  readonly alphaOpt?: number;
}

/**
 * How far may a sum of centred, sub-Gaussian terms stray from 0, in either direction, at any time?
 *
 * The two-sided normal mixture bound of Howard et al.
 * @param options intrinsic time v, alpha, and the vOpt, alphaOpt (default .05) at which it is tightest
 * @returns rho of the mixture and the bound on |sum|
 * @throws StatsError for parameters outside their domains
 * @see https://doi.org/10.1214/20-AOS1991
 * @example normalMixtureBound({ v: 100, alpha: 0.05, vOpt: 100 }).bound // 30.352089903762…
 */
export function normalMixtureBound(options: MixtureOptions): {
  readonly rho: number;
  readonly bound: number;
} {
  const { v, alpha, vOpt, alphaOpt = 0.05 } = options;
  requireCount('v', v);
  requireOpenProbability('alpha', alpha);
  requirePositive('vOpt', vOpt);
  requireOpenProbability('alphaOpt', alphaOpt);
  const rho = bestRho(vOpt, alphaOpt);
  return { rho, bound: Math.sqrt((v + rho) * (Math.log1p(v / rho) - 2 * Math.log(alpha))) };
}
