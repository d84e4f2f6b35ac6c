import type { MetricSpec } from '@assay/contracts';
import type { Comparison, ExactDecimal } from '@assay/stats';
import {
  compareMeans,
  compareProportions,
  exactDecimal,
  fromSums,
  meanInterval,
  ratioToNumber,
  wilsonInterval,
  withCommonScale,
} from '@assay/stats';
import type { ReportedExperiment, ReportedVariant } from '../experiments/reported-experiment.js';
import { controlOf } from '../experiments/reported-experiment.js';
import type { ComparisonReport, MetricReport, MetricVariantReport } from './report.js';
import type { MetricPhaseSums, RunSums } from './run-sums.js';

/** One metric of a run: every variant by itself, and every treatment against control. */
export function metricReport(
  experiment: ReportedExperiment,
  metric: MetricSpec,
  sums: RunSums,
): MetricReport {
  const { key, type, event, direction, windowHours } = metric;
  const own = sums.metrics.filter((phase) => phase.metric === key);
  const phasesOf = (variant: string) => own.filter((phase) => phase.variant === variant);
  const control = controlOf(experiment);
  return {
    key,
    type,
    event,
    direction,
    windowHours,
    isPrimary: key === experiment.primaryMetric,
    variants: experiment.variants.map((variant) => ({
      ...alone(variant, metric, phasesOf(variant.key)),
      comparison:
        control === undefined || variant.isControl
          ? null
          : compared(
              metric,
              { control: phasesOf(control.key), treatment: phasesOf(variant.key) },
              experiment,
            ),
    })),
  };
}

function alone(
  { key, isControl }: ReportedVariant,
  { type }: MetricSpec,
  phases: readonly MetricPhaseSums[],
): Omit<MetricVariantReport, 'comparison'> {
  const n = phases.reduce((units, phase) => units + phase.n, 0);
  const sum = added(phases.map((phase) => phase.sum));
  const total = { n, sum, sumSquares: added(phases.map((phase) => phase.sumSquares)) };
  const shared = { variant: key, isControl, units: n, sum: asNumber(sum), mean: fromSums(total).mean };
  if (type === 'mean') return { ...shared, conversions: null, interval: meanInterval(total) };
  const successes = asNumber(sum);
  return { ...shared, conversions: successes, interval: n === 0 ? null : wilsonInterval({ n, successes }) };
}

interface Arms {
  readonly control: readonly MetricPhaseSums[];
  readonly treatment: readonly MetricPhaseSums[];
}

function compared(
  { type }: MetricSpec,
  { control, treatment }: Arms,
  options: Pick<ReportedExperiment, 'plannedUnits'>,
): ComparisonReport {
  if (type === 'mean') {
    const comparison = compareMeans(control, treatment, options);
    return { ...sharedOf(comparison), tStatistic: comparison.statistic, df: comparison.df };
  }
  const comparison = compareProportions(control.map(countsOf), treatment.map(countsOf), options);
  return { ...sharedOf(comparison), zStatistic: comparison.statistic };
}

const countsOf = ({ phase, n, sum }: MetricPhaseSums) => ({ phase, n, successes: Number(sum) });

function sharedOf(comparison: Comparison) {
  const { difference, lift, pValue, interval, sequential, droppedPhases, reason } = comparison;
  return {
    difference,
    lift,
    pValue,
    interval,
    sequential: { pValue: sequential.pValue, interval: sequential.interval },
    ...(droppedPhases.length === 0 ? {} : { droppedPhases }),
    ...(reason === null ? {} : { reason }),
  };
}

/** Sums of phases are added exactly; only the result is rounded. */
function added(decimals: readonly string[]): ExactDecimal {
  const { digits, scale } = withCommonScale(decimals.map(exactDecimal));
  return { digits: digits.reduce((sum, next) => sum + next, 0n), scale };
}

const asNumber = ({ digits, scale }: ExactDecimal): number => ratioToNumber(digits, 10n ** BigInt(scale));
