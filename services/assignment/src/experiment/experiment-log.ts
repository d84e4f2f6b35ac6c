import type { Principal } from '@assay/auth';
import type { EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore, StoredEvent } from '@assay/event-store';
import { EVENT_STORE, EventIdTakenError, handle, onceIds, wasDone } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, idempotencyKeyReused, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { ExperimentCommand } from './experiment-command.js';
import type { ExperimentStreamEvent } from './experiment-evolve.fold.js';
import type { ExistingExperiment, ExperimentState } from './experiment-state.js';
import { experimentDecider } from './experiment.decider.js';
import { experimentProblem } from './http/experiment-problem.js';

type Without<Command, Fields extends PropertyKey> = Command extends unknown ? Omit<Command, Fields> : never;
/** A command as a caller gives it; who, when, its id and the version it is meant for are added here. */
export type ExperimentOrder = Without<ExperimentCommand, 'metadata' | 'expectedVersion'>;

/** Which experiment a command is for, and under which conditions. */
export interface CommandTarget {
  /** Key or number. */
  readonly experiment: string;
  readonly expectedVersion?: number;
  /** The same key from the same caller does the same thing once. */
  readonly idempotencyKey?: string;
}

/** The streams of experiments: what is in them, and commands upon them. */
@Injectable()
export class ExperimentLog {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  now(): number {
    return this.clock.now();
  }

  async events(project: string, key: string): Promise<readonly StoredEvent<ExperimentStreamEvent>[]> {
    const stored = await this.store.load(streamId(project, 'experiment', key));
    return stored as readonly StoredEvent<ExperimentStreamEvent>[];
  }

  /** Undefined where there is no such experiment. */
  async load(project: string, key: string): Promise<ExistingExperiment | undefined> {
    const state = stateOf(await this.events(project, key));
    return state.status === 'absent' ? undefined : state;
  }

  /**
   * Carries out an order of a person.
   * @throws Problem when it is refused
   */
  async decide(
    { project, actor }: Principal,
    { experiment: key, expectedVersion, idempotencyKey }: CommandTarget,
    order: ExperimentOrder,
  ): Promise<ExistingExperiment> {
    const stream = streamId(project, 'experiment', key);
    const metadata = this.metadata({ project, actor, stream }, order, idempotencyKey);
    if (idempotencyKey !== undefined) {
      const before = await this.alreadyDone(project, key, metadata);
      if (before !== undefined) return before;
    }
    const expected = expectedVersion === undefined ? {} : { expectedVersion };
    const handled = await this.handle({ ...order, ...expected, metadata }).catch((error: unknown) => {
      throw error instanceof EventIdTakenError && idempotencyKey !== undefined
        ? idempotencyKeyReused()
        : error;
    });
    if (handled.outcome === 'refused') throw experimentProblem(handled.refusal, key);
    // An accepted command leaves an experiment behind; only the types allow for none.
    if (handled.state.status === 'absent') throw experimentProblem({ code: 'EXPERIMENT_NOT_FOUND' }, key);
    return handled.state;
  }

  handle(command: ExperimentCommand) {
    return handle(experimentDecider, this.store, command.metadata.subject, command);
  }

  /** The state that the same order, sent before, has led to by now. */
  private async alreadyDone(
    project: string,
    key: string,
    metadata: EventMetadata,
  ): Promise<ExistingExperiment | undefined> {
    const events = await this.events(project, key);
    if (!wasDone(events, metadata)) return undefined;
    const state = stateOf(events);
    return state.status === 'absent' ? undefined : state;
  }

  private metadata(
    { project, actor, stream }: { readonly project: string; readonly actor: string; readonly stream: string },
    order: ExperimentOrder,
    idempotencyKey: string | undefined,
  ): EventMetadata {
    const time = new Date(this.clock.now()).toISOString();
    const context = { source: 'assignment', subject: stream, time, project, actor };
    if (idempotencyKey === undefined) {
      const id = this.newId();
      return { ...context, id, correlationid: id };
    }
    // Experiments are created once for a key, whatever the experiment's own key is.
    const scope = order.type === 'CreateExperiment' ? `${project}/create` : stream;
    return { ...context, ...onceIds(scope, actor, idempotencyKey, () => order) };
  }
}

const stateOf = (events: readonly StoredEvent<ExperimentStreamEvent>[]): ExperimentState =>
  events.reduce<ExperimentState>(
    (state, { event }) => experimentDecider.evolve(state, event),
    experimentDecider.initial,
  );
