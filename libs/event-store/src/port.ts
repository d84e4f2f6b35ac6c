import type { EventEnvelope } from '@assay/contracts';

/** A decision event as it is stored: numbered in its stream, placed in the log, chained to its predecessor. */
export interface StoredEvent<Event extends EventEnvelope = EventEnvelope> {
  readonly event: Event;
  readonly stream: string;
  /** 1, 2, 3 … within the stream. */
  readonly version: number;
  /** Dense and in commit order over all streams of this store. */
  readonly position: number;
}

/** What an append did. `repeated`: every event was there already (same ids), so nothing was written. */
export interface AppendResult {
  readonly outcome: 'appended' | 'repeated';
  readonly version: number;
  readonly events: readonly StoredEvent[];
}

/**
 * Decision streams of one service. Expected outcomes are values; what throws is `VersionConflictError` (retry
 * after loading again), `EventIdTakenError` (an id was used for another event) and surprises.
 */
export interface EventStore {
  /** @param expectedVersion the version the decision was made on; 0 for a new stream */
  append(stream: string, expectedVersion: number, events: readonly EventEnvelope[]): Promise<AppendResult>;
  /**
   * The stream in order, old versions upcast; empty for an unknown one.
   * @param after only what came after this version
   */
  load(stream: string, after?: number): Promise<readonly StoredEvent[]>;
  /** Events by position, for the relay, replay and verification. */
  readFrom(position: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The position after the last event. */
  end(): Promise<number>;
}

/** The same streams, for facts that rest on nothing before them. */
export interface FactLog {
  /** Puts a fact behind whatever its stream has; the same one again is `repeated`. */
  note(stream: string, fact: EventEnvelope): Promise<AppendResult>;
}

/** Loads, decides, appends; tries again on a version conflict, a bounded number of times. */
export interface Decider<State, Command, Event extends EventEnvelope, Refusal> {
  readonly initial: State;
  evolve(state: State, event: Event): State;
  decide(command: Command, state: State): Decision<Event, Refusal>;
}

/** What a decider makes of a command: events, or the reason why there are none. */
export type Decision<Event, Refusal> =
  | { readonly outcome: 'accepted'; readonly events: readonly Event[] }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };
