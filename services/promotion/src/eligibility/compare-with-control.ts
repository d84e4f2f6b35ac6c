import type { MetricSpec } from '@assay/contracts';
import type { MetricComparison, MetricComparisonOptions, MetricPhase } from '@assay/stats';
import { compareMetric, StatsError } from '@assay/stats';
import type { Arm } from './arms.js';
import type { PhaseUnits } from './phase-units.js';

/** A comparison, or in words why there is none. */
export type ComparedWithControl =
  | { readonly comparison: MetricComparison; readonly reason: string | null }
  | { readonly comparison: null; readonly reason: string };

/**
 * One treatment against control on a metric, phases as strata; bandits weighted by their propensities. Sums that no
 * values can have are told in words: an event of an older version must not stop whoever reads it.
 */
export function compareWithControl(
  control: Arm,
  treatment: Arm,
  metric: MetricSpec,
  options: MetricComparisonOptions & { readonly allUnits: readonly PhaseUnits[] },
): ComparedWithControl {
  const arms = { control: phasesOf(control, metric), treatment: phasesOf(treatment, metric) };
  const { allUnits: phaseUnits, ...shared } = options;
  const isWeighted = [...arms.control, ...arms.treatment].some(({ weightSum }) => weightSum !== undefined);
  try {
    const comparison = compareMetric(
      { ...metric, cuped: metric.cuped !== undefined },
      arms,
      isWeighted ? { ...shared, phaseUnits } : shared,
    );
    return { comparison, reason: comparison.reason };
  } catch (error) {
    if (error instanceof StatsError)
      return {
        comparison: null,
        reason: `${error.code}: ${metric.key} of ${treatment.variant}: ${error.message}`,
      };
    throw error;
  }
}

const NO_SUMS = { n: 0, sum: '0', sumSquares: '0' };

const phasesOf = ({ phases }: Arm, { key }: MetricSpec): readonly MetricPhase[] =>
  phases.map(({ phase, metrics }) => ({
    ...(metrics.find(({ metric }) => metric === key) ?? NO_SUMS),
    phase,
  }));
