import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { studentTQuantile } from '../distributions/student-t-quantile.js';
import type { Interval } from '../frequentist/interval.js';
import { intervalAround } from '../frequentist/interval.js';
import { meanInterval } from '../frequentist/mean-interval.js';
import { quantileMoments } from '../frequentist/quantile-comparison.js';
import { wilsonInterval } from '../frequentist/wilson-interval.js';
import { quotient } from '../sums/cross-products.js';
import { exactDecimal } from '../sums/exact-decimal.js';
import { addPhases } from './add-phases.js';
import { metricMoments, quantileOf, successesOf } from './metric-moments.js';
import type { ComparedMetric, MetricPhase, MetricSums } from './metric-sums.js';
import { isProportion } from './metric-sums.js';
import type { StratumArm } from './strata.js';

/** One variant by itself. */
export interface ArmDescription {
  readonly units: number;
  /** Rate, mean, ratio or quantile over all phases. */
  readonly value: number | null;
  /** 95 %, fixed-horizon. */
  readonly interval: Interval | null;
  /** Bandits: the mean weighted by inverse propensity; null without propensities. */
  readonly weightedMean: number | null;
  readonly reason: NothingToCompute | null;
}

/**
 * Which value does a variant have by itself?
 *
 * Over all phases together, to be shown; comparisons are made with `compareMetric`, phase by phase. Intervals:
 * Wilson for proportions, Student's t for means and ratios, order statistics for quantiles.
 * @param metric type and quantile
 * @param phases sums of the variant, an entry for each phase
 * @returns value and 95 % interval; null with a reason where the data give none
 * @throws StatsError for sums that no values can have
 * @see https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
 * @example describeArm({ type: 'mean' }, [{ phase: 1, n: 3, sum: 6, sumSquares: 14 }]).value // 2
 */
export function describeArm(metric: ComparedMetric, phases: readonly MetricPhase[]): ArmDescription {
  const sums = addPhases(phases);
  const { arm, interval } =
    metric.type === 'quantile' ? quantileDescription(metric, sums) : description(metric, sums);
  return {
    units: sums.n,
    value: arm.mean,
    interval,
    weightedMean: weightedMean(sums),
    reason: reasonOf(arm, interval),
  };
}

interface Described {
  readonly arm: StratumArm;
  readonly interval: Interval | null;
}

function description(metric: ComparedMetric, sums: MetricSums): Described {
  const arm = metricMoments(metric, sums);
  if (arm.mean === null) return { arm, interval: null };
  if (isProportion(metric)) return { arm, interval: wilsonInterval(successesOf(sums)) };
  return { arm, interval: metric.type === 'ratio' ? ratioInterval(arm) : meanInterval(sums) };
}

function quantileDescription(metric: ComparedMetric, sums: MetricSums): Described {
  const arm = quantileOf(metric, sums);
  if (arm === null) return { arm: { n: 0, mean: null, variance: null }, interval: null };
  return { arm: quantileMoments(arm), interval: [arm.lo, arm.up] };
}

const ratioInterval = ({ n, mean, variance }: StratumArm): Interval | null =>
  mean === null || variance === null
    ? null
    : intervalAround(mean, studentTQuantile(0.975, n - 1) * Math.sqrt(variance / n));

function weightedMean({ weightSum = 0, weightedSum = 0 }: MetricSums): number | null {
  const weights = exactDecimal(weightSum);
  return weights.digits === 0n ? null : quotient(exactDecimal(weightedSum), weights);
}

function reasonOf(
  { n, mean, variance, reason }: StratumArm,
  interval: Interval | null,
): NothingToCompute | null {
  if (n === 0) return 'no-units';
  if (mean === null) return reason ?? 'no-units';
  if (variance === null) return 'too-few-units';
  return interval === null ? 'zero-variance' : null;
}
