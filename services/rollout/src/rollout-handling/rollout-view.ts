import type { RolloutSegmentKeys } from '@assay/contracts';
import { TIER_OFF } from '@assay/contracts';
import { errorRate, successRate } from '../health/outcome-counts.js';
import { servedTier } from '../rollout/history/recorded.js';
import type { UnmetCondition } from '../rollout/advance-conditions.fold.js';
import { unmetConditions } from '../rollout/advance-conditions.fold.js';
import { stepEvidence } from '../rollout/step-evidence.js';
import { hoursNeeded } from '../rollout/step-limits.js';
import type { ExistingRollout, Live, Paused, RolledBack, RolloutDesign } from '../rollout/rollout-state.js';
import type { RefusedStep } from '../rollout/schedule/schedule.js';
import { nextStepAt } from '../rollout/schedule/schedule.js';
import type { RolloutFactsNow } from './rollout-facts.js';

/** A rollout as it stands; lists of units are known by their length only. */
export interface RolloutSummary extends Pick<
  RolloutDesign,
  'key' | 'name' | 'errorThreshold' | 'minHoursInTier' | 'tiers' | 'triggers'
> {
  readonly status: ExistingRollout['status'];
  readonly tier: string;
  readonly percentage: number;
  /** The version that is being rolled out; null where none is. */
  readonly version: Live['version'] | null;
  /** The version that everybody else has; null where they have none. */
  readonly live: Live['version'] | null;
  readonly activation: string | null;
  readonly since: string | null;
  readonly createdAt: string;
  readonly allowed: number;
  readonly denied: number;
  readonly segments: RolloutSegmentKeys;
  readonly paused: Pick<Paused, 'reason' | 'pausedAt' | 'signal' | 'needed'> | null;
  readonly schedule: ScheduleView | null;
  readonly lastRollback: LastRollback | null;
}

export interface ScheduleView {
  readonly steps: readonly { readonly at: string }[];
  readonly nextAt: string | null;
  /** The last step that was not taken, and what stood against it. */
  readonly refused: RefusedStep | null;
}

export type LastRollback = Pick<
  RolledBack,
  'reason' | 'automatic' | 'evidence' | 'trigger' | 'signal' | 'needed' | 'version' | 'since'
>;

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
  readonly needs: RolloutFactsNow['needs'];
  /** What stands against the next tier; empty when nothing does, or there is none to come. */
  readonly whyNotAdvancing: readonly UnmetCondition[];
}

export function summaryOf(rollout: ExistingRollout): RolloutSummary {
  const { key, name, errorThreshold, tiers, triggers, allow, deny, segments = {} } = rollout.design;
  const isInTier = 'percentage' in rollout;
  return {
    ...{ key, name, errorThreshold, tiers, triggers },
    minHoursInTier: hoursNeeded(rollout.design),
    status: rollout.status,
    tier: isInTier ? rollout.tier : rollout.status === 'rolled_back' ? servedTier(rollout) : TIER_OFF,
    percentage: isInTier ? rollout.percentage : rollout.live === null ? 0 : 100,
    version: isInTier ? rollout.version : null,
    live: rollout.live?.version ?? null,
    activation: 'activation' in rollout ? rollout.activation : null,
    since: 'since' in rollout ? rollout.since : null,
    createdAt: rollout.createdAt,
    allowed: allow.length,
    denied: deny.length,
    segments,
    paused: rollout.status === 'paused' ? pauseOf(rollout) : null,
    schedule: scheduleOf(rollout),
    lastRollback: rollout.status === 'rolled_back' ? rollbackOf(rollout) : null,
  };
}

const pauseOf = ({ reason, pausedAt, signal, needed }: Paused): RolloutSummary['paused'] => ({
  ...{ reason, pausedAt },
  ...(signal && { signal }),
  ...(needed === undefined ? {} : { needed }),
});

const scheduleOf = ({ schedule }: ExistingRollout): ScheduleView | null =>
  schedule && { steps: schedule.steps, nextAt: nextStepAt(schedule), refused: schedule.refused };

const rollbackOf = (rollout: RolledBack): LastRollback => {
  const { reason, automatic, evidence, trigger, signal, needed, version, since } = rollout;
  return {
    ...{ reason, automatic, evidence, since },
    ...(trigger && { trigger }),
    ...(signal && { signal }),
    ...(needed === undefined ? {} : { needed }),
    ...(version && { version }),
  };
};

/** @param totalUnits distinct units that ever reported an outcome */
export function viewOf(
  rollout: ExistingRollout,
  facts: RolloutFactsNow,
  totalUnits: number,
  now: string,
): RolloutView {
  const { health, needs } = facts;
  const { units: enabledUnits, unitsWithError, outcomes, errors } = health;
  return {
    ...summaryOf(rollout),
    stats: {
      ...{ totalUnits, enabledUnits, unitsWithError, outcomes, errors },
      errorRate: errorRate(health, rollout.design.errorThreshold.per),
      successRate: successRate(health),
    },
    needs,
    whyNotAdvancing:
      'progressedMs' in rollout ? unmetConditions(stepEvidence(rollout, { ...facts, now })) : [],
  };
}
