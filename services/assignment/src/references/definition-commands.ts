import type { Principal } from '@assay/auth';
import type { EventEnvelope, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { Decider, EventStore } from '@assay/event-store';
import { EVENT_STORE, handle } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { available } from '../problems/available.js';

export interface DefinitionTarget {
  readonly kind: 'layer' | 'holdout' | 'segment';
  readonly key: string;
}

/** Carries out commands on what experiments refer to. */
@Injectable()
export class DefinitionCommands {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /**
   * @param commandOf makes the command, given who, when and its id
   * @returns the outcome with the state afterwards; a refusal is a value
   */
  handle<State, Command, Event extends EventEnvelope, Refusal>(
    who: Principal,
    { kind, key }: DefinitionTarget,
    decider: Decider<State, Command, Event, Refusal>,
    commandOf: (metadata: EventMetadata) => Command,
  ) {
    const stream = streamId(who.project, kind, key);
    const command = commandOf(this.metadata(who, stream));
    return available(() => handle(decider, this.store, stream, command));
  }

  /** A salt of its own: what was spread by another one says nothing about it. */
  newSalt(): string {
    return this.newId();
  }

  private metadata({ project, actor }: Principal, subject: string): EventMetadata {
    const id = this.newId();
    const time = new Date(this.clock.now()).toISOString();
    return { id, source: 'assignment', subject, time, project, actor, correlationid: id };
  }
}
