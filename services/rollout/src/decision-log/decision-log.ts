import type { EventEnvelope, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { Decider, EventStore, Handled, StoredEvent } from '@assay/event-store';
import { handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';

/** Who acts on what, and because of which event where there is one. */
export interface Occasion {
  readonly project: string;
  readonly key: string;
  readonly actor: string;
  readonly cause?: string | undefined;
}

/** Where the streams of an aggregate are kept, and where ids and times come from. */
export interface LogParts {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** The streams of one kind of aggregate of this service: one stream for each key. */
export class DecisionLog<
  State,
  Command extends { readonly metadata: EventMetadata },
  Event extends EventEnvelope,
  Refusal,
> {
  constructor(
    private readonly parts: LogParts,
    private readonly kind: Parameters<typeof streamId>[1],
    private readonly decider: Decider<State, Command, Event, Refusal>,
  ) {}

  newId(): string {
    return this.parts.newId();
  }

  now(): number {
    return this.parts.clock.now();
  }

  metadata({ project, key, actor, cause }: Occasion): EventMetadata {
    const id = this.parts.newId();
    return {
      id,
      source: 'rollout',
      subject: streamId(project, this.kind, key),
      time: new Date(this.parts.clock.now()).toISOString(),
      project,
      actor,
      correlationid: cause ?? id,
      ...(cause === undefined ? {} : { causationid: cause }),
    };
  }

  handle(command: Command): Promise<Handled<State, Refusal>> {
    return handle(this.decider, this.parts.store, command.metadata.subject, command);
  }

  async load(project: string, key: string): Promise<State> {
    return (await loadState(this.decider, this.parts.store, streamId(project, this.kind, key))).state;
  }

  /** All that happened, in order. */
  history(project: string, key: string): Promise<readonly StoredEvent[]> {
    return this.parts.store.load(streamId(project, this.kind, key));
  }
}
