import type { EventEnvelope, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { Decider, EventStore, Handled } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject } from '@nestjs/common';

/** Who acts, and the id of the event where it follows from something. */
export interface Occasion {
  readonly project: string;
  readonly actor: string;
  readonly eventId?: string;
  readonly cause?: string;
}

/** The streams of one kind of aggregate: one for each name. */
export abstract class StreamLog<
  State,
  Command extends { readonly metadata: EventMetadata },
  Event extends EventEnvelope,
  Refusal,
> {
  protected abstract readonly kind: Parameters<typeof streamId>[1];
  protected abstract readonly decider: Decider<State, Command, Event, Refusal>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) readonly newId: NewId,
  ) {}

  now(): number {
    return this.clock.now();
  }

  handle(command: Command): Promise<Handled<State, Refusal>> {
    return handle(this.decider, this.store, command.metadata.subject, command);
  }

  async load(project: string, name: string): Promise<State> {
    return (await loadState(this.decider, this.store, streamId(project, this.kind, name))).state;
  }

  /** Everything that happened to one, the oldest first. */
  async history(project: string, name: string): Promise<readonly Event[]> {
    const stored = await this.store.load(streamId(project, this.kind, name));
    return stored.map(({ event }) => event as Event);
  }

  protected metadataOf(name: string, { project, actor, eventId, cause }: Occasion): EventMetadata {
    return {
      id: eventId ?? this.newId(),
      source: 'promotion',
      subject: streamId(project, this.kind, name),
      time: new Date(this.clock.now()).toISOString(),
      project,
      actor,
      correlationid: name,
      ...(cause === undefined ? {} : { causationid: cause }),
    };
  }
}
