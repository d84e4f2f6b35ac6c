import { requireCount, requireFinite, requireOpenProbability } from '../errors/require.js';
import { Z_95 } from './interval.js';
import type { ArmMoments, WelchComparison, WelchOptions } from './welch-comparison.js';
import { welchComparison } from './welch-comparison.js';

/** A quantile of one arm with the 95 % limits read off its order statistics. */
export interface QuantileArm {
  readonly n: number;
  /** Units at which the limits were read; differs from n when the sample is clustered or thinned. */
  readonly nStar: number;
  /** Which quantile, in (0, 1). */
  readonly nu: number;
  readonly q: number;
  readonly lo: number;
  readonly up: number;
}

/** Below it the width of the limits says nothing. */
const LEAST_VARIANCE = 1e-5;

/**
 * The unit variance that a quantile's order-statistic limits stand for.
 * @param arm quantile and its 95 % limits
 * @returns quantile as `mean`, and the variance of a unit
 * @throws StatsError for negative counts, values that are not finite and nu outside (0, 1)
 * @see https://arxiv.org/abs/1803.06336
 */
export function quantileMoments({ n, nStar, nu, q, lo, up }: QuantileArm): ArmMoments {
  requireCount('n', n);
  requireCount('nStar', nStar);
  requireOpenProbability('nu', nu);
  if (n === 0) return { n, mean: null, variance: null };
  for (const [field, value] of Object.entries({ q, lo, up })) requireFinite(field, value);
  if (n < 2) return { n, mean: q, variance: null };
  const variance = (nStar / n) * (n - 1) * ((up - lo) / (2 * Z_95)) ** 2;
  return { n, mean: q, variance: Math.max(variance, LEAST_VARIANCE) };
}

/**
 * Does a quantile (median, 95th percentile of latency) differ between control and treatment?
 *
 * Welch's comparison with the variance that the distribution-free limits of each arm's quantile imply.
 * @param control quantile of the control arm with its limits
 * @param treatment arm that is held against it
 * @param options effect, alpha in (0, 1), alternative
 * @returns estimate, standard error, degrees of freedom, t, p-value and interval
 * @throws StatsError as {@link quantileMoments}
 * @see https://arxiv.org/abs/1803.06336
 * @example
 * compareQuantiles({ n: 100, nStar: 100, nu: 0.5, q: 1, lo: 0.9, up: 1.1 }, { n: 100, nStar: 100, nu: 0.5, q: 2, lo: 1.9, up: 2.1 }).estimate // 1
 */
export const compareQuantiles = (
  control: QuantileArm,
  treatment: QuantileArm,
  options: WelchOptions = {},
): WelchComparison => welchComparison(quantileMoments(control), quantileMoments(treatment), options);
