import { Injectable } from '@nestjs/common';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import { RolloutNeeds } from '../needs/rollout-needs.js';
import { OutcomeReader } from '../outcomes/outcome-reader.js';
import type { NeededRollout } from '../rollout/needs/needed-rollout.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import type { Candidate } from './compile-rollout.js';

export interface RolloutFactsNow {
  readonly health: OutcomeCounts;
  readonly needs: readonly NeededRollout[];
}

/** What is known of a rollout when something is decided about it. */
@Injectable()
export class RolloutFacts {
  constructor(
    private readonly outcomes: OutcomeReader,
    private readonly neededBy: RolloutNeeds,
  ) {}

  async of(project: string, key: string, rollout: RolloutState): Promise<RolloutFactsNow> {
    const [health, needs] = await Promise.all([
      this.health(project, rollout),
      this.neededBy.of(project, key),
    ]);
    return { health, needs };
  }

  needs(project: string, key: string): Promise<readonly NeededRollout[]> {
    return this.neededBy.of(project, key);
  }

  /** Outcomes of the present activation. */
  async health(project: string, rollout: RolloutState): Promise<OutcomeCounts> {
    if (!isCandidate(rollout)) return NO_OUTCOMES;
    return this.outcomes.enabledSince(project, rollout, Date.parse(rollout.since));
  }
}

const isCandidate = (rollout: RolloutState): rollout is Candidate =>
  ['in_progress', 'paused', 'completed'].includes(rollout.status);
