import type { MetricSpec, VariantSums } from '@assay/contracts';
import type { Comparison, ComparisonOptions } from '@assay/stats';
import { compareMeans, compareProportions } from '@assay/stats';
import type { Arm } from './arms.js';

const sumsOf = ({ phase, metrics }: VariantSums, metric: MetricSpec) => {
  const { n, sum, sumSquares } = metrics.find((entry) => entry.metric === metric.key) ?? NO_SUMS;
  return { phase, n, sum, sumSquares, successes: Number(sum) };
};

const NO_SUMS = { n: 0, sum: '0', sumSquares: '0' };

/** One treatment against control on a metric, phases as strata. */
export function compareWithControl(
  control: Arm,
  treatment: Arm,
  metric: MetricSpec,
  options: ComparisonOptions,
): Comparison {
  const before = control.phases.map((phase) => sumsOf(phase, metric));
  const after = treatment.phases.map((phase) => sumsOf(phase, metric));
  return metric.type === 'proportion'
    ? compareProportions(before, after, options)
    : compareMeans(before, after, options);
}
