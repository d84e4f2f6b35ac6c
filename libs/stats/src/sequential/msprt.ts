import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireOpenProbability, requirePositive, requireProportion } from '../errors/require.js';
import type { Interval } from '../frequentist/interval.js';
import { intervalAround } from '../frequentist/interval.js';
import type { ProportionSums } from '../frequentist/proportion.js';
import { bernoulliVariance } from '../frequentist/proportion.js';

export interface MsprtResult {
  readonly V: number | null;
  /** Mixture likelihood ratio; null where it is beyond a double (see `logLambda`). */
  readonly lambda_: number | null;
  readonly logLambda: number | null;
  readonly pValue: number | null;
  readonly ci: Interval | null;
  readonly reason: NothingToCompute | null;
}

const NOTHING = { V: null, lambda_: null, logLambda: null, pValue: null, ci: null };

/**
 * Do two proportions differ, if one may look as often as one likes?
 *
 * The mixture sequential probability ratio test with a normal mixture of variance tau². Over several looks take
 * the smallest p-value.
 * @param control baseline arm
 * @param treatment arm that is held against it
 * @param options tau2 above 0 (squared size of the effects expected), fixed at the start; alpha (default .05)
 * @returns variance V of the difference, likelihood ratio, p-value and interval; V = 0 gives no interval and p = 1
 * @throws StatsError for bad counts and parameters outside their domains
 * @see https://doi.org/10.1145/3097983.3097992
 * @example msprt({ successes: 500, n: 5000 }, { successes: 520, n: 5000 }, { tau2: 1e-4 }).lambda_ // 0.6075…
 */
export function msprt(
  control: ProportionSums,
  treatment: ProportionSums,
  { tau2, alpha = 0.05 }: { readonly tau2: number; readonly alpha?: number },
): MsprtResult {
  requireProportion('control', control);
  requireProportion('treatment', treatment);
  requirePositive('tau2', tau2);
  requireOpenProbability('alpha', alpha);
  if (control.n === 0 || treatment.n === 0) return { ...NOTHING, reason: 'no-units' };
  const V = bernoulliVariance(control) / control.n + bernoulliVariance(treatment) / treatment.n;
  if (V === 0) return { ...NOTHING, V, pValue: 1, reason: 'zero-variance' };
  const difference = treatment.successes / treatment.n - control.successes / control.n;
  const total = V + tau2;
  const logLambda = logMixtureRatio({ difference, V, tau2 });
  const lambda = Math.exp(logLambda);
  const halfWidth = Math.sqrt(((V * total) / tau2) * (-2 * Math.log(alpha) + Math.log(total / V)));
  return {
    V,
    lambda_: Number.isFinite(lambda) ? lambda : null,
    logLambda,
    pValue: Math.min(1, Math.exp(-logLambda)),
    ci: intervalAround(difference, halfWidth),
    reason: null,
  };
}

/** Logarithm of the likelihood ratio of a normal mixture of effects (variance tau2) over no effect. */
export function logMixtureRatio({
  difference,
  V,
  tau2,
}: {
  difference: number;
  V: number;
  tau2: number;
}): number {
  const total = V + tau2;
  return Math.log(V / total) / 2 + (tau2 * difference * difference) / (2 * V * total);
}
