import type { MetricSpec } from '@assay/contracts';
import type { DecimalInput } from '@assay/stats';
import { addPhases, describeArm, exactDecimal, ratioToNumber } from '@assay/stats';
import type { ReportedVariant } from '../experiments/reported-experiment.js';
import { comparedMetric, computedOr } from './compared-metric.js';
import type { MetricVariantReport } from './report.js';
import type { VariantPhase } from './read/run-sums.js';

const isShareOfUnits = ({ type }: MetricSpec): boolean => type === 'proportion' || type === 'retention';

/** One variant by itself, over all phases. */
export function describeVariant(
  { key, isControl }: ReportedVariant,
  metric: MetricSpec,
  phases: readonly VariantPhase[],
): Omit<MetricVariantReport, 'comparison'> {
  const units = phases.reduce((n, phase) => n + phase.n, 0);
  const exactSum = addPhases(phases).sum;
  const sum = quotient(exactSum, 1);
  const { value, interval, weightedMean, reason } = computedOr(
    () => describeArm(comparedMetric(metric), phases),
    (why) => ({ value: null, interval: null, weightedMean: null, reason: why }),
  );
  return {
    variant: key,
    isControl,
    units,
    conversions: isShareOfUnits(metric) ? sum : null,
    sum,
    mean: units === 0 ? null : quotient(exactSum, units),
    value,
    interval,
    ...(weightedMean === null ? {} : { weightedMean }),
    ...(reason === null ? {} : { reason }),
  };
}

/** Added exactly; only the quotient is rounded. */
function quotient(sum: DecimalInput, units: number): number {
  const { digits, scale } = exactDecimal(sum);
  return ratioToNumber(digits, 10n ** BigInt(scale) * BigInt(units));
}
