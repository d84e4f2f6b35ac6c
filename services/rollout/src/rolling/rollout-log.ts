import type { EventMetadata, RolloutEvent } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore, Handled } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { RolloutCommand } from '../rollout/rollout-command.js';
import type { RolloutRefusal } from '../rollout/rollout-refusal.js';
import { rolloutDecider } from '../rollout/rollout.decider.js';
import type { RolloutState } from '../rollout/rollout-state.js';

/** Who acts on which rollout, and because of which event where there is one. */
export interface Occasion {
  readonly project: string;
  readonly key: string;
  readonly actor: string;
  readonly cause?: string | undefined;
}

/** Rollouts as they are kept: one stream for each. */
@Injectable()
export class RolloutLog {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) readonly newId: NewId,
  ) {}

  metadata({ project, key, actor, cause }: Occasion): EventMetadata {
    const id = this.newId();
    return {
      id,
      source: 'rollout',
      subject: streamId(project, 'rollout', key),
      time: new Date(this.clock.now()).toISOString(),
      project,
      actor,
      correlationid: cause ?? id,
      ...(cause === undefined ? {} : { causationid: cause }),
    };
  }

  handle(command: RolloutCommand): Promise<Handled<RolloutState, RolloutRefusal>> {
    return handle(rolloutDecider, this.store, command.metadata.subject, command);
  }

  /** Everything that happened to a rollout. */
  async events(project: string, key: string): Promise<readonly RolloutEvent[]> {
    const stored = await this.store.load(streamId(project, 'rollout', key));
    return stored.map(({ event }) => event as RolloutEvent);
  }

  async load(project: string, key: string): Promise<RolloutState> {
    return (await loadState(rolloutDecider, this.store, streamId(project, 'rollout', key))).state;
  }
}
