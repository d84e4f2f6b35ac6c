import type { LogPosition } from '@assay/contracts';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { countsOf } from '../health/outcome-counts.js';
import type { StepEvidence } from './advance-conditions.fold.js';
import type { NeededRollout } from './needs/needed-rollout.js';
import { progressedMs } from './progressed.js';
import type { InProgress, Paused } from './rollout-state.js';
import { hoursNeeded, MAX_ERROR_RATE, MIN_SUCCESS_RATE } from './step-limits.js';

/** What was seen when somebody asks whether it may go on. */
export interface Sight {
  /** Outcomes of the present activation. */
  readonly health: OutcomeCounts;
  /** Up to where the log had been counted. */
  readonly offsets: readonly LogPosition[];
  readonly needs: readonly NeededRollout[];
  /** ISO time. */
  readonly now: string;
}

/** What is to be done, and whether whatever the conditions say. */
export type WantedStep = Pick<StepEvidence, 'asked' | 'isOverridden'>;

const NEXT_TIER: WantedStep = { asked: 'next_tier', isOverridden: false };

/** All that a step of a rollout rests on. */
export function stepEvidence(
  rollout: InProgress | Paused,
  { health, offsets, needs, now }: Sight,
  wanted: WantedStep = NEXT_TIER,
): StepEvidence {
  const { design, activation, status, tier, percentage } = rollout;
  return {
    ...{ rollout: design.key, activation, status, tier, percentage, ...wanted },
    decidedAt: now,
    tiers: design.tiers,
    progressedMs: progressedMs(rollout, now),
    counts: countsOf(health),
    needs: needs.map(({ rollout: key, onRollback, percentage: share }) => ({
      ...{ rollout: key, onRollback, percentage: share },
    })),
    thresholds: {
      per: design.errorThreshold.per ?? 'units',
      errorRateBelow: MAX_ERROR_RATE,
      successRateAbove: MIN_SUCCESS_RATE,
      minHoursInTier: hoursNeeded(design),
    },
    offsets: [...offsets],
  };
}
