import type { RolloutEvent } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DecisionLog } from '../decision-log/decision-log.js';
import { DecisionGate } from '../oversight/decision-gate.js';
import { rolloutStep } from '../oversight/rollout-steps.fold.js';
import type { RolloutCommand } from '../rollout/rollout-command.js';
import type { RolloutRefusal } from '../rollout/rollout-refusal.js';
import { rolloutDecider } from '../rollout/rollout.decider.js';
import type { RolloutState } from '../rollout/rollout-state.js';

/** Rollouts as they are kept. */
@Injectable()
export class RolloutLog extends DecisionLog<RolloutState, RolloutCommand, RolloutEvent, RolloutRefusal> {
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CLOCK) clock: Clock,
    @Inject(IDS) newId: NewId,
    gate: DecisionGate,
  ) {
    super({ store, clock, newId, gate }, 'rollout', rolloutDecider, rolloutStep);
  }

  /** Everything that happened to a rollout. */
  async events(project: string, key: string): Promise<readonly RolloutEvent[]> {
    return (await this.history(project, key)).map(({ event }) => event as RolloutEvent);
  }
}
