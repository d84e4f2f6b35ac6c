import type { NormalPrior } from '../bayesian/gaussian-posterior.js';
import type { BayesianView } from './bayesian-view.js';
import { bayesianView } from './bayesian-view.js';
import { compareProportions } from './compare-proportions.js';
import { compareStrata } from './compare-strata.js';
import type { Comparison } from './comparison.js';
import { covariateStrata } from './covariate-arms.js';
import { metricMoments, successesOf } from './metric-moments.js';
import type { ComparedMetric, MetricArms, MetricPhase } from './metric-sums.js';
import { isProportion } from './metric-sums.js';
import type { ComparisonOptions } from './phase-sums.js';
import type { ArmAdjustment, RelativeEffect } from './relative-effect.js';
import { relativeEffect } from './relative-effect.js';
import type { Strata } from './strata.js';
import { joinPhases } from './strata.js';
import type { PhaseUnits } from './weighted-arms.js';
import { weightedStrata } from './weighted-arms.js';

export interface MetricComparisonOptions extends ComparisonOptions {
  /** Prior of the difference for the Bayesian view; flat by default. */
  readonly prior?: NormalPrior | null;
  /** Given for bandits: units over all arms of each phase. The arms are then weighted by inverse propensity. */
  readonly phaseUnits?: readonly PhaseUnits[];
}

/** A comparison that holds for every type of metric. */
export interface MetricComparison extends Comparison {
  readonly relative: RelativeEffect;
  readonly bayesian: BayesianView;
  readonly adjustment: ArmAdjustment;
  /** The same arms without the adjustment, and the share of the variance that it took away (below 0: added). */
  readonly unadjusted: (Comparison & { readonly varianceReduction: number | null }) | null;
}

/**
 * Does a variant differ from control on a metric, over all phases of a run?
 *
 * Proportions and retention: two-proportion z test; means and counts: Welch; ratios: delta method; quantiles: order
 * statistics of the sketch. Each with the fixed-horizon and the always-valid interval, absolute and relative.
 * Phases are strata weighted by their units, never pooled. With `cuped` the covariate is taken out in each phase;
 * with `phaseUnits` the arms of proportions, means, counts and retention are weighted by inverse propensity instead.
 * @param metric type, quantile, direction, CUPED or not
 * @param arms sums of control and of the variant that is held against it, an entry for each phase
 * @param options alpha in (0, 1), planned units, prior, units of the phases of a bandit; fixed before the first look
 * @returns difference, lift, both intervals, relative effect and Bayesian view; null with a reason where the data
 *   give none
 * @throws StatsError for sums that no values can have and parameters outside their domains
 * @see https://arxiv.org/abs/1803.06336
 * @see https://arxiv.org/abs/2103.06476
 * @example
 * compareMetric({ type: 'proportion' }, { control: [{ phase: 1, n: 44700, sum: 8502, sumSquares: 8502 }], treatment: [{ phase: 1, n: 45489, sum: 8279, sumSquares: 8279 }] }).statistic // -3.164359
 */
export function compareMetric(
  metric: ComparedMetric,
  arms: MetricArms,
  options: MetricComparisonOptions = {},
): MetricComparison {
  const adjustment = adjustmentOf(metric, options);
  const plain = plainStrata(metric, arms);
  const strata = adjustedStrata(adjustment, { metric, arms, plain, options });
  const unadjusted = plainComparison(metric, { arms, plain }, options);
  const absolute = adjustment === 'none' ? unadjusted : compareStrata(strata, options);
  return {
    ...absolute,
    relative: relativeEffect({ metric, arms, strata, adjustment, absolute }, options),
    bayesian: bayesianView(absolute, metric, options.prior ?? null),
    adjustment,
    unadjusted:
      adjustment === 'none' ? null : { ...unadjusted, varianceReduction: reduction(absolute, unadjusted) },
  };
}

function adjustmentOf({ type, cuped = false }: ComparedMetric, { phaseUnits }: MetricComparisonOptions) {
  if (phaseUnits !== undefined && type !== 'ratio' && type !== 'quantile') return 'propensity';
  return cuped && type !== 'quantile' ? 'covariate' : 'none';
}

interface Given {
  readonly metric: ComparedMetric;
  readonly arms: MetricArms;
  readonly plain: Strata;
  readonly options: MetricComparisonOptions;
}

function adjustedStrata(adjustment: ArmAdjustment, { metric, arms, plain, options }: Given): Strata {
  if (adjustment === 'none') return plain;
  return adjustment === 'propensity'
    ? weightedStrata(arms, options.phaseUnits ?? [])
    : covariateStrata(metric, arms);
}

function plainStrata(metric: ComparedMetric, { control, treatment }: MetricArms): Strata {
  const armsOf = (phases: readonly MetricPhase[]) =>
    phases.map((sums) => ({ phase: sums.phase, arm: metricMoments(metric, sums) }));
  return joinPhases(armsOf(control), armsOf(treatment));
}

function plainComparison(
  metric: ComparedMetric,
  { arms, plain }: Pick<Given, 'arms' | 'plain'>,
  options: ComparisonOptions,
): Comparison {
  if (!isProportion(metric)) return compareStrata(plain, options);
  const countsOf = (phases: readonly MetricPhase[]) =>
    phases.map((sums) => ({ phase: sums.phase, ...successesOf(sums) }));
  return compareProportions(countsOf(arms.control), countsOf(arms.treatment), options);
}

const reduction = ({ se }: Comparison, { se: plain }: Comparison): number | null =>
  se === null || plain === null || plain === 0 ? null : 1 - (se / plain) ** 2;
