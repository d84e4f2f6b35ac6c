import type { Principal } from '@assay/auth';
import type { EventEnvelope, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { Decider, EventStore } from '@assay/event-store';
import { EVENT_STORE, EventIdTakenError, handle, onceIds, wasDone } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, idempotencyKeyReused, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { available } from '../problems/available.js';

export interface DefinitionTarget {
  readonly kind: 'layer' | 'holdout' | 'segment';
  readonly key: string;
  /** The same key from the same caller does the same thing once. */
  readonly idempotencyKey?: string | undefined;
  /** Something new comes of it: whatever it is called, it comes of one `Idempotency-Key` once. */
  readonly isNew?: boolean;
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
   * @throws UnprocessableProblem for an `Idempotency-Key` that came with another command
   */
  handle<State, Command extends { readonly metadata: EventMetadata }, Event extends EventEnvelope, Refusal>(
    who: Principal,
    target: DefinitionTarget,
    decider: Decider<State, Command, Event, Refusal>,
    commandOf: (metadata: EventMetadata) => Command,
  ) {
    const stream = streamId(who.project, target.kind, target.key);
    const command = commandOf(this.metadata(who, stream, target, commandOf));
    return available(async () => {
      const { idempotencyKey } = target;
      const before = idempotencyKey && (await this.stateAfter(stream, decider, command.metadata));
      if (before) return { outcome: 'accepted', state: before.state } as const;
      return handle(decider, this.store, stream, command).catch((error: unknown) => {
        throw error instanceof EventIdTakenError && idempotencyKey !== undefined
          ? idempotencyKeyReused()
          : error;
      });
    });
  }

  /** What the same command, sent before, has led to by now. */
  private async stateAfter<State, Event extends EventEnvelope>(
    stream: string,
    { initial, evolve }: Pick<Decider<State, never, Event, unknown>, 'initial' | 'evolve'>,
    metadata: EventMetadata,
  ): Promise<{ readonly state: State } | undefined> {
    const events = await this.store.load(stream);
    if (!wasDone(events, metadata)) return undefined;
    return { state: events.reduce((state, { event }) => evolve(state, event as Event), initial) };
  }

  private metadata(
    { project, actor }: Principal,
    subject: string,
    { kind, idempotencyKey, isNew = false }: DefinitionTarget,
    commandOf: (metadata: EventMetadata) => object,
  ): EventMetadata {
    const time = new Date(this.clock.now()).toISOString();
    const context = { source: 'assignment', subject, time, project, actor };
    if (idempotencyKey === undefined) {
      const id = this.newId();
      return { ...context, id, correlationid: id };
    }
    const scope = isNew ? `${project}/create-${kind}` : subject;
    const request = (id: string): object => ({
      ...commandOf({ ...context, id, correlationid: id }),
      ...{ metadata: null, subject },
    });
    return { ...context, ...onceIds(scope, actor, idempotencyKey, request) };
  }
}
