import { normalQuantile } from '../distributions/normal-quantile.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireCount, requireFinite } from '../errors/require.js';
import type { Interval } from '../frequentist/interval.js';
import { intervalAround } from '../frequentist/interval.js';
import { DEFAULT_TUNING, mixtureRho } from './mixture-rho.js';

/** An estimate at one look at a running experiment. */
export interface SequentialLook {
  readonly estimate: number;
  readonly se: number;
  /** Units over both arms. */
  readonly nTotal: number;
  /** Planned total of units, fixed at the start. */
  readonly tuning?: number;
  readonly alpha?: number;
}

export interface ConfidenceSequence {
  readonly rho: number;
  readonly halfWidth: number | null;
  readonly ci: Interval | null;
  readonly pValue: number | null;
  /** How much wider than an interval that may be looked at once: the price of looking at any time. */
  readonly widthRatioVsFixed: number | null;
  readonly reason: NothingToCompute | null;
}

/**
 * What may be said of an effect now, if one may look as often as one likes and stop at any time?
 *
 * The asymptotic confidence sequence of Waudby-Smith et al., a normal mixture: the interval covers the effect at
 * all looks together with probability 1 − alpha. Over several looks take the smallest p-value and the
 * intersection of the intervals (`foldSequence`).
 * @param look estimate, its standard error ≥ 0, units over both arms; tuning (default 5,000) and alpha
 *   (default .05) must be the same at every look
 * @returns half width, interval, p-value; a standard error of 0 gives no interval and p = 1
 * @throws StatsError for NaN, a negative error or count, and parameters outside their domains
 * @see https://arxiv.org/abs/2103.06476 equations 9, 155, 161
 * @example confidenceSequence({ estimate: 0.02, se: 0.005, nTotal: 20000 }).pValue // 0.00245086…
 */
export function confidenceSequence(look: SequentialLook): ConfidenceSequence {
  const { estimate, se, nTotal, tuning = DEFAULT_TUNING, alpha = 0.05 } = look;
  requireFinite('estimate', estimate);
  requireCount('se', se);
  requireCount('nTotal', nTotal);
  const rho = mixtureRho(tuning, alpha);
  const nothing = { rho, halfWidth: null, ci: null, widthRatioVsFixed: null };
  if (nTotal === 0) return { ...nothing, pValue: null, reason: 'no-units' };
  if (se === 0) return { ...nothing, pValue: 1, reason: 'zero-variance' };
  const q = nTotal * rho * rho;
  const y = 1 + q;
  const width = Math.sqrt(((2 * y) / q) * (Math.log(y) / 2 - Math.log(alpha)));
  const z = estimate / se;
  const logP = Math.log(y) / 2 - (q * z * z) / (2 * y);
  return {
    rho,
    halfWidth: se * width,
    ci: intervalAround(estimate, se * width),
    pValue: Math.min(1, Math.exp(logP)),
    widthRatioVsFixed: width / -normalQuantile(0.025),
    reason: null,
  };
}
