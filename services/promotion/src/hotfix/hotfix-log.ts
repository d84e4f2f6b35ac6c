import type { EventMetadata, HotfixEvent } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore, Handled } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { HotfixCommand } from './hotfix-command.js';
import type { HotfixRefusal } from './hotfix-refusal.js';
import type { HotfixState } from './hotfix-state.js';
import { hotfixDecider } from './hotfix.decider.js';

/** Who acts on which hotfix, and the id of the event where it follows from something. */
export interface HotfixOccasion {
  readonly project: string;
  readonly key: string;
  readonly actor: string;
  readonly eventId?: string;
  readonly cause?: string;
}

/** Hotfixes as they are kept: one stream for each. */
@Injectable()
export class HotfixLog {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) readonly newId: NewId,
  ) {}

  now(): number {
    return this.clock.now();
  }

  metadata({ project, key, actor, eventId, cause }: HotfixOccasion): EventMetadata {
    return {
      id: eventId ?? this.newId(),
      source: 'promotion',
      subject: streamId(project, 'hotfix', key),
      time: new Date(this.clock.now()).toISOString(),
      project,
      actor,
      correlationid: key,
      ...(cause === undefined ? {} : { causationid: cause }),
    };
  }

  handle(command: HotfixCommand): Promise<Handled<HotfixState, HotfixRefusal>> {
    return handle(hotfixDecider, this.store, command.metadata.subject, command);
  }

  async load(project: string, key: string): Promise<HotfixState> {
    return (await loadState(hotfixDecider, this.store, streamId(project, 'hotfix', key))).state;
  }

  /** Everything that happened to one, the oldest first. */
  async history(project: string, key: string): Promise<readonly HotfixEvent[]> {
    const stored = await this.store.load(streamId(project, 'hotfix', key));
    return stored.map(({ event }) => event as HotfixEvent);
  }
}
