import type { OutcomeCounts } from '../health/outcome-counts.js';
import { errorRate, successRate } from '../health/outcome-counts.js';
import type { UnmetCondition } from '../rollout/advance-conditions.fold.js';
import { unmetConditions } from '../rollout/advance-conditions.fold.js';
import type { ExistingRollout, Paused, RolledBack, RolloutDesign } from '../rollout/rollout-state.js';

/** A rollout as it stands; lists of units are known by their length only. */
export interface RolloutSummary {
  readonly key: string;
  readonly name: string;
  readonly status: ExistingRollout['status'];
  readonly tier: string;
  readonly percentage: number;
  readonly activation: string | null;
  readonly since: string | null;
  readonly createdAt: string;
  readonly errorThreshold: RolloutDesign['errorThreshold'];
  readonly minHoursInTier: number;
  readonly allowed: number;
  readonly denied: number;
  readonly paused: Pick<Paused, 'reason' | 'pausedAt'> | null;
  readonly lastRollback: Pick<RolledBack, 'reason' | 'automatic' | 'evidence' | 'since'> | null;
}

/** Outcomes of the present activation. */
export interface RolloutStats {
  readonly totalUnits: number;
  readonly enabledUnits: number;
  readonly unitsWithError: number;
  readonly outcomes: number;
  readonly errors: number;
  readonly errorRate: number | null;
  readonly successRate: number | null;
}

export interface RolloutView extends RolloutSummary {
  readonly stats: RolloutStats;
  /** What stands against the next tier; empty when nothing does, or there is none to come. */
  readonly whyNotAdvancing: readonly UnmetCondition[];
}

export function summaryOf(rollout: ExistingRollout): RolloutSummary {
  const { key, name, errorThreshold, minHoursInTier, allow, deny } = rollout.design;
  return {
    ...{ key, name, errorThreshold, minHoursInTier },
    status: rollout.status,
    tier: 'tier' in rollout ? rollout.tier : 'tier_0_disabled',
    percentage: 'percentage' in rollout ? rollout.percentage : 0,
    activation: 'activation' in rollout ? rollout.activation : null,
    since: 'since' in rollout ? rollout.since : null,
    createdAt: rollout.createdAt,
    allowed: allow.length,
    denied: deny.length,
    paused: rollout.status === 'paused' ? { reason: rollout.reason, pausedAt: rollout.pausedAt } : null,
    lastRollback: rollout.status === 'rolled_back' ? lastRollback(rollout) : null,
  };
}

const lastRollback = ({
  reason,
  automatic,
  evidence,
  since,
}: RolledBack): RolloutSummary['lastRollback'] => ({
  ...{ reason, automatic, evidence, since },
});

export function viewOf(
  rollout: ExistingRollout,
  counts: OutcomeCounts,
  totalUnits: number,
  now: string,
): RolloutView {
  const { units: enabledUnits, unitsWithError, outcomes, errors } = counts;
  return {
    ...summaryOf(rollout),
    stats: {
      ...{ totalUnits, enabledUnits, unitsWithError, outcomes, errors },
      errorRate: errorRate(counts),
      successRate: successRate(counts),
    },
    whyNotAdvancing: 'progressedMs' in rollout ? unmetConditions(rollout, counts, now) : [],
  };
}
