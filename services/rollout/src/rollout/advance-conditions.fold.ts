import type { EvidenceOf, RolloutStepCertificate } from '@assay/contracts';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { errorRate, successRate } from '../health/outcome-counts.js';
import type { NeededRollout } from './needs/needed-rollout.js';
import { lastTier, tierAfter } from './tiers.js';

/** One reason why a rollout does not advance, with what was seen and what would be right. */
export interface UnmetCondition {
  readonly name: 'status' | 'tier' | 'errorRate' | 'successRate' | 'hoursInTier' | `needs.${string}`;
  readonly value: number | string | null;
  readonly required: string;
}

export interface Condition extends UnmetCondition {
  readonly met: boolean;
}

/** All that a step rests on. */
export type StepEvidence = EvidenceOf<RolloutStepCertificate, 'checks' | 'verdict'>;

const MS_PER_HOUR = 3_600_000;

const needConditions = (needs: readonly NeededRollout[], percentage: number): readonly Condition[] =>
  needs.map((needed) => ({
    name: `needs.${needed.rollout}`,
    value: needed.percentage,
    required: `at least ${String(percentage)} percent`,
    met: needed.percentage >= percentage,
  }));

function healthConditions(
  counts: OutcomeCounts,
  { per, errorRateBelow, successRateAbove }: StepEvidence['thresholds'],
): readonly Condition[] {
  const [errors, successes] = [errorRate(counts, per), successRate(counts)];
  return [
    {
      ...{ name: 'errorRate', value: errors, required: `below ${String(errorRateBelow)}` },
      met: errors !== null && errors < errorRateBelow,
    },
    {
      ...{ name: 'successRate', value: successes, required: `above ${String(successRateAbove)}` },
      met: successes !== null && successes > successRateAbove,
    },
  ];
}

/** The conditions of a step, met or not. Rates that nobody has seen stand against it too. */
export function conditionsOf(step: StepEvidence): readonly Condition[] {
  const { status, tier, tiers, asked, progressedMs, counts, needs, thresholds } = step;
  const last = lastTier(tiers)?.key ?? '';
  const hours = progressedMs / MS_PER_HOUR;
  const required = `at least ${String(thresholds.minHoursInTier)} hours`;
  return [
    ...(asked === 'completion'
      ? [{ name: 'tier', value: tier, required: last, met: tier === last } as const]
      : []),
    { name: 'status', value: status, required: 'in_progress', met: status === 'in_progress' },
    ...healthConditions(counts, thresholds),
    { name: 'hoursInTier', value: hours, required, met: hours >= thresholds.minHoursInTier },
    ...needConditions(needs, tierAfter(tiers, tier)?.percentage ?? step.percentage),
  ];
}

const unmetOnes = (conditions: readonly Condition[]): readonly UnmetCondition[] =>
  conditions.filter(({ met }) => !met).map(({ met: _met, ...unmet }) => unmet);

/** Which conditions stand against a step? */
export const unmetConditions = (step: StepEvidence): readonly UnmetCondition[] =>
  unmetOnes(conditionsOf(step));

/** Rollouts that are on for fewer units than this one would be. */
export const unmetNeeds = (needs: readonly NeededRollout[], percentage: number): readonly UnmetCondition[] =>
  unmetOnes(needConditions(needs, percentage));

/**
 * What becomes of a rollout that is to go on. The last step enables nobody: there is no hurry that an override could
 * serve. Who paused it did so on purpose.
 */
export function judgeStep(step: StepEvidence): RolloutStepCertificate['verdict'] {
  const unmet = unmetConditions(step);
  const isLast = step.asked === 'completion' || tierAfter(step.tiers, step.tier) === undefined;
  const isBlocked = isLast || step.status === 'paused' || unmet.some(({ name }) => name.startsWith('needs.'));
  if (unmet.length > 0 && (!step.isOverridden || isBlocked)) return 'stay';
  return isLast ? 'complete' : 'advance';
}
