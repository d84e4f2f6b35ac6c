import type { DecisionCheck } from '@assay/contracts';
import { counted } from '@assay/contracts';
import type { ArmComparison } from './arm-comparison.js';
import { armOf } from './arms.js';
import type { Candidate } from './candidate.js';
import { candidateOf } from './candidate.js';
import { checksOf } from './checks.js';
import { compareArms } from './compare-arms.js';
import type { Evidence } from './evidence.js';
import { recommendationOf } from './recommendation.js';
import { sampleRatioP } from './sample-ratio.js';

/** The verdict on an experiment; `candidate` is the best treatment, also when it is worse than control. */
export interface Assessment {
  readonly checks: readonly DecisionCheck[];
  readonly isEligible: boolean;
  /** The candidate, when it is better than control. */
  readonly winner: string | null;
  readonly candidate: string | null;
  /** Of the candidate, in percent. */
  readonly confidence: number | null;
  /** Of the candidate over control, in percent; positive is good. */
  readonly improvement: number | null;
  readonly warnings: readonly string[];
}

/** Why there is nothing to compare, or null. */
function incomparable({ control, primaryMetric }: Evidence, treatments: readonly string[]): string | null {
  if (control === null) return 'no-control';
  if (primaryMetric === null) return 'no-primary-metric';
  return treatments.length === 0 ? 'no-treatment' : null;
}

/** Sums that cannot be compared are named; without units there are no data. */
const uncomparedReason = (comparisons: readonly ArmComparison[]): string =>
  comparisons.find(({ reason }) => reason !== null && reason !== 'no-units')?.reason ?? 'no-data';

function warningsOf({ thresholds, excludedUnits, variants }: Evidence): readonly string[] {
  const known = variants.reduce((sum, { units }) => sum + units, 0);
  const share = excludedUnits / Math.max(1, known + excludedUnits);
  return [
    ...(thresholds.decisionMethod === 'z-test'
      ? [
          'The z-test holds for one look only: looked at a hundred times it decides 37.6 % of experiments without an effect, and promotes a variant in 19.4 % of them; the default method does in 0.8 %.',
        ]
      : []),
    ...(share > 0.01
      ? [
          `${counted(excludedUnits, 'unit was', 'units were')} seen in more than one variant and left out (${(100 * share).toFixed(1)} %).`,
        ]
      : []),
  ];
}

/** An improvement that is above zero makes the candidate a winner. */
const isBetter = (candidate: Candidate | undefined): candidate is Candidate =>
  candidate !== undefined && candidate.benefit !== null && candidate.benefit > 0;

/**
 * May a winner be promoted, and which? The best treatment on the primary metric is held against every
 * threshold; each check says its value. Pure: the same evidence always gives the same verdict, which is how a
 * certificate is verified.
 * @param evidence sums, thresholds and times of one run
 * @returns all checks with values, the winner and its confidence; never throws for lack of data
 */
export function assessEligibility(evidence: Evidence): Assessment {
  const variants = [...new Set(evidence.weights.map(({ variant }) => variant))].sort();
  const arms = variants.map((variant) => armOf(variant, evidence.variants));
  const matured = variants.map((variant) => armOf(variant, evidence.matured ?? evidence.variants));
  const treatments = variants.filter((variant) => variant !== evidence.control);
  const reason = incomparable(evidence, treatments);
  const comparisons = reason === null ? compareArms(matured, evidence) : [];
  const candidate = candidateOf(comparisons, evidence);
  const missing = reason ?? (candidate === undefined ? uncomparedReason(comparisons) : null);
  const sampleRatio = sampleRatioP(arms, evidence);
  const checks = checksOf({
    evidence,
    arms,
    matured,
    candidate,
    incomparable: missing,
    sampleRatioP: sampleRatio,
    recommendation: recommendationOf({ evidence, arms: matured, sampleRatioP: sampleRatio }, comparisons),
  });
  return {
    checks,
    isEligible: isBetter(candidate) && checks.every(({ passed }) => passed),
    winner: isBetter(candidate) ? candidate.variant : null,
    candidate: candidate?.variant ?? null,
    confidence: candidate?.confidence ?? null,
    improvement: candidate?.improvement ?? null,
    warnings: warningsOf(evidence),
  };
}
