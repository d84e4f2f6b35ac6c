import type { Recommendation } from '@assay/stats';
import { recommend } from '@assay/stats';
import type { ArmComparison } from './arm-comparison.js';
import { decisivePValue } from './candidate.js';
import type { Arm } from './arms.js';
import type { Evidence } from './evidence.js';

/** What reports recommend of the same evidence. */
export function recommendationOf(
  {
    evidence,
    arms,
    sampleRatioP,
  }: {
    readonly evidence: Evidence;
    readonly arms: readonly Arm[];
    readonly sampleRatioP: number | null;
  },
  comparisons: readonly ArmComparison[],
): Recommendation {
  const { thresholds, control, completeTo, decidedAt, plannedUnits, primaryMetric } = evidence;
  return recommend(
    {
      control,
      arms,
      treatments: comparisons.map((comparison) => ({
        variant: comparison.variant,
        difference: comparison.difference,
        lift: comparison.lift,
        interval: comparison.interval,
        pValue: decisivePValue(comparison, evidence),
      })),
      direction: primaryMetric?.direction ?? 'increase',
      sampleRatioPValue: sampleRatioP,
      breachedGuardrails: (evidence.guardrailBreaches ?? []).map(({ subject, value, limit }) => ({
        metric: subject,
        variant: 'any',
        kind: 'threshold',
        value: value ?? 0,
        limit: limit ?? 0,
      })),
      lagMs: completeTo === null ? null : Math.max(0, Date.parse(decidedAt) - Date.parse(completeTo)),
    },
    {
      minimumUnits: thresholds.minSampleSize,
      minimumLift: thresholds.minImprovementPercent / 100,
      alpha: 1 - thresholds.minConfidencePercent / 100,
      plannedUnits,
      maximumLagMs: thresholds.maxLagSeconds * 1000,
    },
  );
}
