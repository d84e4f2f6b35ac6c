import type { EventEnvelope } from '@assay/contracts';
import type { LoadedState } from './handle.js';
import type { Decider, EventStore } from './port.js';

/**
 * The states of streams that many decisions rest on, such as a graph that a whole project shares: each stream is folded
 * once, and afterwards only what was appended since, so that an answer is as fresh as a fold of the whole and costs what
 * is new. One state for each stream is kept in memory, for good.
 * @example
 * const graphs = new RememberedStreams(needsDecider, store);
 * const { state, version } = await graphs.load(stream);
 */
export class RememberedStreams<State, Command, Event extends EventEnvelope, Refusal> {
  private readonly known = new Map<string, LoadedState<State>>();

  constructor(
    private readonly decider: Pick<Decider<State, Command, Event, Refusal>, 'initial' | 'evolve'>,
    private readonly store: Pick<EventStore, 'load'>,
  ) {}

  /** The state of a stream and the version it was read at; the initial state and 0 for an unknown stream. */
  async load(stream: string): Promise<LoadedState<State>> {
    const before = this.known.get(stream) ?? { state: this.decider.initial, version: 0 };
    const events = await this.store.load(stream, before.version);
    const loaded = events.reduce(
      ({ state }, { event, version }) => ({ state: this.decider.evolve(state, event as Event), version }),
      before,
    );
    // Another load, which began later, may have come back first.
    if (loaded.version > (this.known.get(stream)?.version ?? 0)) this.known.set(stream, loaded);
    return loaded;
  }
}
