import type { EventMetadata, RollbackChecklistEvent } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore, Handled } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { ChecklistState } from './checklist-state.js';
import type { ChecklistCommand, ChecklistRefusal } from './checklist.decider.js';
import { checklistDecider } from './checklist.decider.js';

/** Who acts on which checklist, and the id of the event where it follows from something. */
export interface ChecklistOccasion {
  readonly project: string;
  readonly id: string;
  readonly actor: string;
  readonly eventId?: string;
  readonly cause?: string;
}

/** Checklists as they are kept: one stream for each rollback. */
@Injectable()
export class ChecklistLog {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) readonly newId: NewId,
  ) {}

  now(): number {
    return this.clock.now();
  }

  metadata({ project, id, actor, eventId, cause }: ChecklistOccasion): EventMetadata {
    return {
      id: eventId ?? this.newId(),
      source: 'promotion',
      subject: streamId(project, 'rollback-checklist', id),
      time: new Date(this.clock.now()).toISOString(),
      project,
      actor,
      correlationid: id,
      ...(cause === undefined ? {} : { causationid: cause }),
    };
  }

  handle(command: ChecklistCommand): Promise<Handled<ChecklistState, ChecklistRefusal>> {
    return handle(checklistDecider, this.store, command.metadata.subject, command);
  }

  async load(project: string, id: string): Promise<ChecklistState> {
    return (await loadState(checklistDecider, this.store, streamId(project, 'rollback-checklist', id))).state;
  }

  /** Everything that happened to one, the oldest first. */
  async history(project: string, id: string): Promise<readonly RollbackChecklistEvent[]> {
    const stored = await this.store.load(streamId(project, 'rollback-checklist', id));
    return stored.map(({ event }) => event as RollbackChecklistEvent);
  }
}
