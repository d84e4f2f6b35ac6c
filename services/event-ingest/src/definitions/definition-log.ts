import type { Principal } from '@assay/auth';
import type { EventEnvelope, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { Decider, EventStore, Handled } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';

/** The kinds of definitions that ingest owns; each has a stream of its own. */
export type DefinitionKind = 'event-type' | 'traffic-filter' | 'dead-letter' | 'erasure';

type AnyDecider<State, Command, Event extends EventEnvelope, Refusal> = Decider<
  State,
  Command,
  Event,
  Refusal
>;

/** What people decide about events from outside, as it is kept. */
@Injectable()
export class DefinitionLog {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  metadata({ project, actor }: Principal, kind: DefinitionKind, key: string): EventMetadata {
    const id = this.newId();
    const time = new Date(this.clock.now()).toISOString();
    const subject = streamId(project, kind, key);
    return { id, source: 'event-ingest', subject, time, project, actor, correlationid: id };
  }

  handle<State, Command extends { readonly metadata: EventMetadata }, Event extends EventEnvelope, Refusal>(
    decider: AnyDecider<State, Command, Event, Refusal>,
    command: Command,
  ): Promise<Handled<State, Refusal>> {
    return handle(decider, this.store, command.metadata.subject, command);
  }

  async load<State, Command, Event extends EventEnvelope, Refusal>(
    decider: AnyDecider<State, Command, Event, Refusal>,
    stream: string,
  ): Promise<State> {
    return (await loadState(decider, this.store, stream)).state;
  }

  /** Everything that was ever decided about one definition, in order. */
  async history<Event extends EventEnvelope>(stream: string): Promise<readonly Event[]> {
    return (await this.store.load(stream)).map(({ event }) => event as Event);
  }
}
