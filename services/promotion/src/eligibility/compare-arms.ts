import type { MetricSpec } from '@assay/contracts';
import type { Comparison, Interval } from '@assay/stats';
import type { ArmComparison } from './arm-comparison.js';
import type { Arm } from './arms.js';
import { compareWithControl } from './compare-with-control.js';
import type { Evidence } from './evidence.js';
import { phaseUnits } from './phase-units.js';

/** The end of the interval that lies towards harm, turned so that positive is good. */
function lowerBound(interval: Interval | null, sign: number): number | null {
  if (interval === null) return null;
  const [lower, upper] = interval;
  return sign > 0 ? lower : -upper;
}

const turned = (value: number | null, factor: number): number | null =>
  value === null ? null : factor * value;

/** Reads a comparison as the decision method does. */
const decisive = (comparison: Comparison, { decisionMethod }: Evidence['thresholds']) =>
  decisionMethod === 'sequential' ? comparison.sequential : comparison;

function compareArm(control: Arm, treatment: Arm, evidence: Evidence, metric: MetricSpec): ArmComparison {
  const { thresholds, plannedUnits, variants, matured = variants } = evidence;
  const sign = metric.direction === 'increase' ? 1 : -1;
  const options = { plannedUnits, allUnits: phaseUnits(matured) };
  const { comparison, reason } = compareWithControl(control, treatment, metric, options);
  // The p-value keeps the tuning of all looks; only the interval is as wide as the confidence that is asked for.
  const alpha = 1 - thresholds.minConfidencePercent / 100;
  const asked = compareWithControl(control, treatment, metric, { ...options, alpha }).comparison;
  const interval = asked === null ? null : decisive(asked, thresholds).interval;
  const { difference, lift } = comparison ?? { difference: null, lift: null };
  return {
    variant: treatment.variant,
    difference,
    lift,
    interval,
    benefit: turned(difference, sign),
    improvement: turned(lift, 100 * sign),
    lowerBound: lowerBound(interval, sign),
    pValue: (comparison === null ? null : decisive(comparison, thresholds).pValue) ?? 1,
    reason,
  };
}

/** Every treatment against control on the primary metric, by the units whose window is over. */
export function compareArms(arms: readonly Arm[], evidence: Evidence): readonly ArmComparison[] {
  const control = arms.find(({ variant }) => variant === evidence.control);
  const { primaryMetric } = evidence;
  if (control === undefined || primaryMetric === null) return [];
  return arms
    .filter((arm) => arm !== control)
    .map((arm) => compareArm(control, arm, evidence, primaryMetric));
}
