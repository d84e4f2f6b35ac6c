import type { EventEnvelope, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { Decider, EventStore, Handled, StoredEvent } from '@assay/event-store';
import { handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import type { DecisionGate } from '../oversight/decision-gate.js';
import type { GatedStep } from '../oversight/gated-step.js';
import { sameStep } from '../oversight/gated-step.js';

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
  /** What every step passes. */
  readonly gate: Pick<DecisionGate, 'check'>;
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
    /** The step that a command is, where policy has a say in it; by the type of the command alone. */
    private readonly stepOf: (command: Command, state: State) => GatedStep | undefined,
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

  /** @throws Problem for a step that policy does not allow, or that others have not agreed to */
  async handle(command: Command): Promise<Handled<State, Refusal>> {
    const { store, gate } = this.parts;
    const { subject } = command.metadata;
    if (this.stepOf(command, this.decider.initial) === undefined)
      return handle(this.decider, store, subject, command);
    const { state: seen } = await loadState(this.decider, store, subject);
    const step = this.stepOf(command, seen);
    const isBound = step !== undefined && (await gate.check(step, command.metadata));
    return handle(isBound ? this.only(step) : this.decider, store, subject, command);
  }

  /** Decides what others agreed to and nothing else: the stream may have moved on since. */
  private only(step: GatedStep): Decider<State, Command, Event, Refusal> {
    return {
      ...this.decider,
      decide: (command, state) => {
        sameStep(step, this.stepOf(command, state));
        return this.decider.decide(command, state);
      },
    };
  }

  async load(project: string, key: string): Promise<State> {
    return (await loadState(this.decider, this.parts.store, streamId(project, this.kind, key))).state;
  }

  /** All that happened, in order. */
  history(project: string, key: string): Promise<readonly StoredEvent[]> {
    return this.parts.store.load(streamId(project, this.kind, key));
  }
}
