import type { EventEnvelope, EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { Decider, EventStore, Handled, StoredEvent } from '@assay/event-store';
import { EventIdTakenError, handle, loadState, onceIds, wasDone } from '@assay/event-store';
import type { Clock, NewId, Once } from '@assay/platform';
import { idempotencyKeyReused } from '@assay/platform';
import type { DecisionGate } from '../oversight/decision-gate.js';
import type { GatedStep } from '../oversight/gated-step.js';
import { onApproval } from '../oversight/on-approval.js';

/** Who acts on what, and because of which event where there is one. */
export interface Occasion {
  readonly project: string;
  readonly key: string;
  readonly actor: string;
  readonly cause?: string | undefined;
  /** The same request is carried out once. */
  readonly once?: Once | undefined;
}

/** Where the streams of an aggregate are kept, and where ids and times come from. */
export interface LogParts {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly newId: NewId;
  /** What every step passes. */
  readonly gate: Pick<DecisionGate, 'check'>;
}

const WRONG_STATUS = 'WRONG_STATUS';

/** The streams of one kind of aggregate of this service: one stream for each key. */
export class DecisionLog<
  State,
  Command extends { readonly metadata: EventMetadata },
  Event extends EventEnvelope,
  Refusal extends { readonly code: string },
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

  metadata({ project, key, actor, cause, once }: Occasion): EventMetadata {
    const subject = streamId(project, this.kind, key);
    const time = new Date(this.parts.clock.now()).toISOString();
    const context = { source: 'rollout', subject, time, project, actor };
    if (once !== undefined)
      return { ...context, ...onceIds(subject, actor, once.idempotencyKey, () => once.request) };
    const id = this.parts.newId();
    const caused = cause === undefined ? {} : { causationid: cause };
    return { ...context, id, correlationid: cause ?? id, ...caused };
  }

  /**
   * Carries out what somebody asks for; under an `Idempotency-Key` once, whatever has happened since.
   * @param command what is asked for, made of facts of now where it needs any
   * @throws Problem for a step that policy does not allow, or a key that came with another request
   */
  async carryOut(
    occasion: Occasion,
    command: (metadata: EventMetadata) => Command | Promise<Command>,
  ): Promise<Handled<State, Refusal>> {
    const metadata = this.metadata(occasion);
    if (occasion.once === undefined) return this.handle(await command(metadata));
    return (await this.done(metadata)) ?? this.doOnce(metadata, command);
  }

  /** The same request, sent at the same moment, may be faster: then this one is what that one came to. */
  private async doOnce(
    metadata: EventMetadata,
    command: (metadata: EventMetadata) => Command | Promise<Command>,
  ): Promise<Handled<State, Refusal>> {
    try {
      const handled = await this.handle(await command(metadata));
      return handled.outcome === 'accepted' ? handled : ((await this.done(metadata)) ?? handled);
    } catch (error) {
      if (error instanceof EventIdTakenError) throw idempotencyKeyReused();
      const faster = await this.done(metadata);
      if (faster === undefined) throw error;
      return faster;
    }
  }

  /** What the same request, sent before, has come to by now. */
  private async done(metadata: EventMetadata): Promise<Handled<State, Refusal> | undefined> {
    const { subject, correlationid } = metadata;
    const stored = await this.parts.store.load(subject);
    if (!wasDone(stored, metadata)) return undefined;
    const events = stored.filter(({ event }) => event.correlationid === correlationid);
    return {
      ...{ outcome: 'accepted', repeated: true, events },
      ...(await loadState(this.decider, this.parts.store, subject)),
    };
  }

  /** @throws Problem for a step that policy does not allow, or that others have not agreed to */
  async handle(command: Command): Promise<Handled<State, Refusal>> {
    const { store, gate } = this.parts;
    const { subject } = command.metadata;
    if (this.stepOf(command, this.decider.initial) === undefined)
      return handle(this.decider, store, subject, command);
    const { state: seen, version } = await loadState(this.decider, store, subject);
    const decision = this.decider.decide(command, seen);
    // Nobody is asked to agree to a step of what is not there, or that its status refuses; conditions may be met later.
    if (decision.outcome === 'refused' && (version === 0 || decision.refusal.code === WRONG_STATUS))
      return { ...decision, version, state: seen };
    const step = this.stepOf(command, seen);
    if (step === undefined) return handle(this.decider, store, subject, command);
    const approval = await gate.check(step, command.metadata);
    if (approval === undefined) return handle(this.decider, store, subject, command);
    const decider = onApproval(this.decider, { step, approval, stepOf: this.stepOf });
    const handled = await handle(decider, store, subject, command);
    return { ...handled, state: handled.state.state };
  }

  async load(project: string, key: string): Promise<State> {
    return (await loadState(this.decider, this.parts.store, streamId(project, this.kind, key))).state;
  }

  /** As it stood at an instant: milliseconds since 1970. */
  async asOf(project: string, key: string, instant: number): Promise<State> {
    return (await this.history(project, key))
      .filter(({ event }) => Date.parse(event.time) <= instant)
      .reduce((state, { event }) => this.decider.evolve(state, event as Event), this.decider.initial);
  }

  /** All that happened, in order. */
  history(project: string, key: string): Promise<readonly StoredEvent[]> {
    return this.parts.store.load(streamId(project, this.kind, key));
  }
}
