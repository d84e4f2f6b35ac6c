import type { ApprovalState } from '@assay/approvals';
import type { ApprovalEvent, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore, Handled } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { ApprovalCommand } from './approval-command.js';
import type { ApprovalRefusal } from './approval-refusal.js';
import { approvalDecider } from './approval.decider.js';

/** Who acts on which approval, and the id of the event where it follows from something. */
export interface ApprovalOccasion {
  readonly project: string;
  readonly id: string;
  readonly actor: string;
  readonly eventId?: string;
  readonly cause?: string;
}

/** Approvals as they are kept: one stream for each proposal. */
@Injectable()
export class ApprovalLog {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) readonly newId: NewId,
  ) {}

  now(): number {
    return this.clock.now();
  }

  metadata({ project, id, actor, eventId, cause }: ApprovalOccasion): EventMetadata {
    return {
      id: eventId ?? this.newId(),
      source: 'promotion',
      subject: streamId(project, 'approval', id),
      time: new Date(this.clock.now()).toISOString(),
      project,
      actor,
      correlationid: id,
      ...(cause === undefined ? {} : { causationid: cause }),
    };
  }

  handle(command: ApprovalCommand): Promise<Handled<ApprovalState, ApprovalRefusal>> {
    return handle(approvalDecider, this.store, command.metadata.subject, command);
  }

  async load(project: string, id: string): Promise<ApprovalState> {
    return (await loadState(approvalDecider, this.store, streamId(project, 'approval', id))).state;
  }

  /** Everything that happened to one, the oldest first. */
  async history(project: string, id: string): Promise<readonly ApprovalEvent[]> {
    const stored = await this.store.load(streamId(project, 'approval', id));
    return stored.map(({ event }) => event as ApprovalEvent);
  }
}
