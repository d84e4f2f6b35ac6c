import { cupedRatio } from '../cuped/cuped-ratio.js';
import { cuped } from '../cuped/cuped.js';
import type { Interval } from '../frequentist/interval.js';
import type { WelchComparison } from '../frequentist/welch-comparison.js';
import { welchComparison } from '../frequentist/welch-comparison.js';
import { confidenceSequence } from '../sequential/confidence-sequence.js';
import { DEFAULT_TUNING } from '../sequential/mixture-rho.js';
import type { Comparison } from './comparison.js';
import { cupedRatioSumsOf, cupedSumsOf } from './covariate-arms.js';
import type { ComparedMetric, MetricArms } from './metric-sums.js';
import type { ComparisonOptions } from './phase-sums.js';
import type { Strata } from './strata.js';
import { baselineOf } from './stratified-effect.js';

/** The effect as a fraction of the control mean. */
export interface RelativeEffect {
  readonly estimate: number | null;
  readonly se: number | null;
  /** Fixed-horizon, at 1 − alpha. */
  readonly interval: Interval | null;
  /** Always-valid; a view, decisions rest on the absolute difference. */
  readonly sequentialInterval: Interval | null;
}

/** How the arms that are compared came about. */
export type ArmAdjustment = 'none' | 'covariate' | 'propensity';

export interface Compared {
  readonly metric: ComparedMetric;
  readonly arms: MetricArms;
  readonly strata: Strata;
  readonly adjustment: ArmAdjustment;
  readonly absolute: Comparison;
}

/**
 * One phase: the delta method. Several phases, and arms weighted by propensity: difference, error and interval over
 * the control mean of all strata.
 */
export function relativeEffect(compared: Compared, options: ComparisonOptions): RelativeEffect {
  const { strata, adjustment, absolute } = compared;
  const single = strata.used.length === 1 && adjustment !== 'propensity';
  const effect = single ? deltaMethod(compared, options) : scaled(strata, absolute);
  return { ...effect, sequentialInterval: sequenceOf(effect, absolute.units, options) };
}

type FixedEffect = Omit<RelativeEffect, 'sequentialInterval'>;

function deltaMethod(compared: Compared, { alpha = 0.05 }: ComparisonOptions): FixedEffect {
  const { estimate, se, ci } = welchOf(compared, { effect: 'relative', alpha } as const);
  return { estimate, se, interval: ci };
}

function welchOf(
  { metric, arms, strata, adjustment }: Compared,
  options: { readonly effect: 'relative'; readonly alpha: number },
): WelchComparison {
  const stratum = strata.used[0];
  const [control, treatment] = [arms.control, arms.treatment].map((phases) =>
    phases.find(({ phase }) => phase === stratum?.phase),
  );
  if (stratum === undefined || control === undefined || treatment === undefined)
    return welchComparison(NOBODY, NOBODY, options);
  if (adjustment === 'none') return welchComparison(stratum.control, stratum.treatment, options);
  return metric.type === 'ratio'
    ? cupedRatio(cupedRatioSumsOf(control), cupedRatioSumsOf(treatment), options)
    : cuped(cupedSumsOf(control), cupedSumsOf(treatment), options);
}

const NOBODY = { n: 0, mean: null, variance: null };

function scaled(strata: Strata, { lift, se, interval }: Comparison): FixedEffect {
  const baseline = Math.abs(baselineOf(strata) ?? 0);
  if (lift === null || baseline === 0) return { estimate: null, se: null, interval: null };
  return {
    estimate: lift,
    se: se === null ? null : se / baseline,
    interval: interval === null ? null : [interval[0] / baseline, interval[1] / baseline],
  };
}

function sequenceOf(
  { estimate, se }: FixedEffect,
  nTotal: number,
  { alpha = 0.05, plannedUnits }: ComparisonOptions,
): Interval | null {
  if (estimate === null || se === null) return null;
  return confidenceSequence({ estimate, se, nTotal, tuning: plannedUnits ?? DEFAULT_TUNING, alpha }).ci;
}
