import { holmAdjust } from '@assay/stats';
import type { ArmComparison } from './arm-comparison.js';
import type { Evidence } from './evidence.js';

/** The treatment that would be promoted, with the confidence it has earned. */
export interface Candidate extends ArmComparison {
  /** 100 · (1 − adjusted p), in percent. */
  readonly confidence: number;
}

/** The p-value that decides: the smallest of all looks where looking often is allowed, else that of this look. */
export function decisivePValue({ variant, pValue }: ArmComparison, evidence: Evidence): number {
  if (evidence.thresholds.decisionMethod !== 'sequential') return pValue;
  const smallest = evidence.runningMinimumP.find((entry) => entry.variant === variant);
  return Math.min(pValue, smallest?.pValue ?? 1);
}

/** The treatment with the largest benefit; undefined where no benefit can be computed. */
export function candidateOf(
  comparisons: readonly ArmComparison[],
  evidence: Evidence,
): Candidate | undefined {
  const adjusted = holmAdjust(comparisons.map((comparison) => decisivePValue(comparison, evidence)));
  return comparisons
    .map((comparison, index) => ({ ...comparison, confidence: 100 * (1 - (adjusted[index] ?? 1)) }))
    .filter(({ benefit }) => benefit !== null)
    .sort((a, b) => (b.benefit ?? 0) - (a.benefit ?? 0))[0];
}
