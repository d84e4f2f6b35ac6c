import type { EventEnvelope } from '@assay/contracts';
import { VersionConflictError } from './errors/index.js';
import type { Decider, EventStore, StoredEvent } from './port.js';

const ATTEMPTS = 5;

/** What a stream came to, and the version it was read at. */
export interface LoadedState<State> {
  readonly state: State;
  readonly version: number;
}

/** What came of a command; `state` and `version` are those of the stream afterwards. */
export type Handled<State, Refusal> =
  | {
      readonly outcome: 'accepted';
      /** The same event ids were there already: nothing was written this time. */
      readonly repeated: boolean;
      readonly version: number;
      readonly events: readonly StoredEvent[];
      readonly state: State;
    }
  | {
      readonly outcome: 'refused';
      readonly refusal: Refusal;
      readonly version: number;
      readonly state: State;
    };

/**
 * Loads a stream, decides, and appends with the version the decision was made on; on a version conflict it
 * loads and decides again, up to five times. Ids and times are part of the command, so that deciding again
 * gives events with the same ids.
 * @param load how the stream is folded; whoever remembers it reads only what is new
 * @throws VersionConflictError when five other writers were faster
 * @example
 * const handled = await handle(experimentDecider, store, streamId('default', 'experiment', 'checkout'), command);
 * if (handled.outcome === 'refused') return problemOf(handled.refusal);
 */
export async function handle<State, Command, Event extends EventEnvelope, Refusal>(
  decider: Decider<State, Command, Event, Refusal>,
  store: EventStore,
  stream: string,
  command: Command,
  load = () => loadState(decider, store, stream),
): Promise<Handled<State, Refusal>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await handleOnce(decider, store, stream, command, load);
    } catch (error) {
      if (!(error instanceof VersionConflictError) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function handleOnce<State, Command, Event extends EventEnvelope, Refusal>(
  decider: Decider<State, Command, Event, Refusal>,
  store: EventStore,
  stream: string,
  command: Command,
  load: () => Promise<LoadedState<State>>,
): Promise<Handled<State, Refusal>> {
  const { state, version } = await load();
  const decision = decider.decide(command, state);
  if (decision.outcome === 'refused')
    return { outcome: 'refused', refusal: decision.refusal, version, state };
  const appended = await store.append(stream, version, decision.events);
  const { events } = appended;
  // The one who was faster may have appended after this stream was loaded.
  if (appended.outcome === 'repeated')
    return { outcome: 'accepted', repeated: true, events, ...(await load()) };
  const after = decision.events.reduce((current, event) => decider.evolve(current, event), state);
  return { outcome: 'accepted', repeated: false, version: appended.version, events, state: after };
}

/** The state of a stream and the version it was read at; the initial state and 0 for an unknown stream. */
export async function loadState<State, Command, Event extends EventEnvelope, Refusal>(
  decider: Pick<Decider<State, Command, Event, Refusal>, 'initial' | 'evolve'>,
  store: EventStore,
  stream: string,
): Promise<LoadedState<State>> {
  const events = await store.load(stream);
  const state = events.reduce(
    (current, { event }) => decider.evolve(current, event as Event),
    decider.initial,
  );
  return { state, version: events[events.length - 1]?.version ?? 0 };
}
