import type { LogPosition } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { WithOffsets } from '../certificate/seen.js';
import { ActivationCounts } from '../counting/activation-counts.js';
import { knownAtOnce } from '../decision-log/known-at-once.js';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import { RolloutNeeds } from '../needs/rollout-needs.js';
import type { NeededRollout } from '../rollout/needs/needed-rollout.js';
import type { SeenOf } from '../rollout/rollout-command.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import type { Candidate } from './compile-rollout.js';

export interface RolloutFactsNow {
  readonly health: OutcomeCounts;
  /** Up to where the log had been counted. */
  readonly offsets: readonly LogPosition[];
  readonly needs: readonly NeededRollout[];
}

/** What is known of a rollout when something is decided about it. */
@Injectable()
export class RolloutFacts {
  constructor(
    private readonly activation: ActivationCounts,
    private readonly neededBy: RolloutNeeds,
  ) {}

  async of(project: string, key: string, rollout: RolloutState): Promise<RolloutFactsNow> {
    const [{ found: health, offsets }, needs] = await Promise.all([
      this.health(project, rollout),
      this.neededBy.of(project, key),
    ]);
    return { health, offsets, needs };
  }

  /** What the outcomes say, where that is known at once. */
  async seen(project: string, rollout: RolloutState): Promise<SeenOf | undefined> {
    if (!isCandidate(rollout)) return undefined;
    const { activation, design } = rollout;
    const kept = await knownAtOnce(design.key, () => this.activation.kept(project, rollout));
    return kept && { ...kept, activation };
  }

  needs(project: string, key: string): Promise<readonly NeededRollout[]> {
    return this.neededBy.of(project, key);
  }

  /** Outcomes of the present activation. */
  private async health(project: string, rollout: RolloutState): Promise<WithOffsets<OutcomeCounts>> {
    if (!isCandidate(rollout)) return { found: NO_OUTCOMES, offsets: [] };
    return this.activation.of(project, rollout);
  }
}

const isCandidate = (rollout: RolloutState): rollout is Candidate =>
  ['in_progress', 'paused', 'completed'].includes(rollout.status);
