import type { EventEnvelope } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope } from '../definition.js';

/** How a read model keeps the state of each stream: as its aggregate folds it. */
export interface StreamFold<State, Event extends EventEnvelope> {
  /** Gives `stream` and `state` of the streams `$1` that are known. */
  readonly read: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
}

/** A stream with its state. */
export type Folded<State> = readonly (readonly [stream: string, state: State])[];

/**
 * The states of all streams of a batch, after it: read with one statement, folded on in memory.
 * @returns every stream of the batch with its state, in the order of their first events
 */
export async function foldStreams<State, Event extends EventEnvelope>(
  events: readonly DeliveredEvent[],
  scope: BatchScope,
  { read, initial, evolve }: StreamFold<State, Event>,
): Promise<Folded<State>> {
  const states = new Map(events.map(({ event }) => [event.subject, initial]));
  const rows = await scope.query<{ readonly stream: string; readonly state: State }>(read, [
    [...states.keys()],
  ]);
  for (const { stream, state } of rows) states.set(stream, state);
  for (const { event } of events)
    states.set(event.subject, evolve(states.get(event.subject) ?? initial, event as Event));
  return [...states];
}

/** Those that exist: a stream whose first events are unknown to the fold has no state to be shown. */
export const existing = <State extends { readonly status: string }>(
  folded: Folded<State>,
): Folded<Exclude<State, { readonly status: 'absent' }>> =>
  folded.filter(
    (entry): entry is readonly [string, Exclude<State, { readonly status: 'absent' }>] =>
      entry[1].status !== 'absent',
  );
