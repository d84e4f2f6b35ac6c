import { confidenceSequence } from '../sequential/confidence-sequence.js';
import { DEFAULT_TUNING } from '../sequential/mixture-rho.js';
import type { Comparison, SequentialResult } from './comparison.js';
import type { ComparisonOptions } from './phase-sums.js';
import type { Strata, Stratum } from './strata.js';
import { weightedSum } from './strata.js';

/** What proportions and means have in common: the combined estimate, its error, and the sequence over them. */
export type StratifiedEffect = Pick<
  Comparison,
  'difference' | 'lift' | 'se' | 'sequential' | 'units' | 'droppedPhases' | 'reason'
>;

/** The difference over all strata, weighted by their units, with the squared errors of the strata combined alike. */
export function stratifiedEffect(strata: Strata, options: ComparisonOptions): StratifiedEffect {
  const difference = weightedSum(strata.used, differenceOf);
  const baseline = baselineOf(strata);
  const variance = weightedSum(strata.used, squaredErrorOf, 2);
  const se = variance === null ? null : Math.sqrt(variance);
  const lift =
    difference === null || baseline === null || baseline === 0 ? null : difference / Math.abs(baseline);
  const shared = { difference, lift, se, units: strata.units, droppedPhases: strata.dropped };
  const sequential = sequenceOf({ difference, se, units: strata.units }, options);
  return { ...shared, sequential, reason: reasonOf({ difference, se, lift }, strata) };
}

const differenceOf = ({ control, treatment }: Stratum): number | null =>
  control.mean === null || treatment.mean === null ? null : treatment.mean - control.mean;

/** What lifts are relative to: the mean of control over all strata. */
export const baselineOf = ({ used }: Strata): number | null =>
  weightedSum(used, ({ control }) => (control.baseline === undefined ? control.mean : control.baseline));

/** Variance of the difference of the two means of a stratum. */
const squaredErrorOf = ({ control, treatment, covariance = 0 }: Stratum): number | null =>
  control.variance === null || treatment.variance === null
    ? null
    : // What rounding leaves below 0 is nothing.
      Math.max(0, control.variance / control.n + treatment.variance / treatment.n - 2 * covariance);

function sequenceOf(
  { difference, se, units }: { difference: number | null; se: number | null; units: number },
  { alpha = 0.05, plannedUnits }: ComparisonOptions,
): SequentialResult {
  if (difference === null || se === null) return { pValue: null, interval: null };
  const tuning = plannedUnits ?? DEFAULT_TUNING;
  const { pValue, ci } = confidenceSequence({ estimate: difference, se, nTotal: units, tuning, alpha });
  return { pValue, interval: ci };
}

function reasonOf(
  effect: { difference: number | null; se: number | null; lift: number | null },
  { dropped }: Strata,
): Comparison['reason'] {
  if (effect.difference === null)
    return dropped.find(({ reason }) => reason !== 'no-units')?.reason ?? 'no-units';
  if (effect.se === null) return 'too-few-units';
  if (effect.se === 0) return 'zero-variance';
  return effect.lift === null ? 'zero-baseline' : null;
}
