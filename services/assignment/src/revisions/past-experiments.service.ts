import type { Principal } from '@assay/auth';
import type { Clock } from '@assay/platform';
import { CLOCK, NotFoundProblem, pastInstant } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ExperimentLog } from '../experiment/experiment-log.js';
import type { ExistingExperiment } from '../experiment/experiment-state.js';
import { ExperimentsService } from '../experiment/experiments.service.js';
import type { ExperimentView } from '../experiment/http/experiment-view.js';
import { experimentView } from '../experiment/http/experiment-view.js';
import { experimentDecider } from '../experiment/experiment.decider.js';
import type { ExperimentPage, NumberedKey } from '../experiment/listing/experiment-list.js';
import { ExperimentList } from '../experiment/listing/experiment-list.js';
import type { ListFilter } from '../experiment/listing/list-filter.js';
import { isListed, PAGE } from '../experiment/listing/list-filter.js';
import { available } from '../problems/available.js';

/** So many streams are folded for one page; what a filter leaves over of them may be fewer than it has room for. */
const MOST_FOLDED = 200;

/** Experiments as they stood at an instant. */
@Injectable()
export class PastExperiments {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly log: ExperimentLog,
    private readonly list: ExperimentList,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NotFoundProblem for an instant before it was created, BadRequestProblem for the future */
  asOf(who: Principal, experiment: string, asOf: string): Promise<ExperimentView> {
    return available(async () => {
      const instant = pastInstant('asOf', asOf, this.clock.now());
      const { design } = await this.experiments.find(who, experiment);
      const state = await this.stateAt(who.project, design.key, instant);
      if (state === undefined) throw notThereYet(design.key, asOf);
      return experimentView(state);
    });
  }

  /**
   * Those that there were, by what they were then; the oldest first.
   * @returns a page that may have room left, also where there is a next one
   * @throws BadRequestProblem for the future
   */
  page({ project }: Principal, asOf: string, filter: ListFilter): Promise<ExperimentPage> {
    return available(async () => {
      const instant = pastInstant('asOf', asOf, this.clock.now());
      const { cursor = 0, limit = PAGE } = filter;
      const items: ExperimentView[] = [];
      let last = cursor;
      for (let folded = 0; folded < MOST_FOLDED; folded += limit) {
        const keys = await this.list.keys(project, last, limit);
        for (const { number, state } of await this.statesAt(project, keys, instant)) {
          if (items.length === limit) return { items, nextCursor: String(last) };
          if (state !== undefined && isListed(state, filter)) items.push(experimentView(state));
          last = number;
        }
        if (keys.length < limit) return { items, nextCursor: null };
      }
      return { items, nextCursor: String(last) };
    });
  }

  private statesAt(
    project: string,
    keys: readonly NumberedKey[],
    instant: number,
  ): Promise<readonly { readonly number: number; readonly state: ExistingExperiment | undefined }[]> {
    return Promise.all(
      keys.map(async ({ key, number }) => ({ number, state: await this.stateAt(project, key, instant) })),
    );
  }

  /** Undefined where there was none yet. */
  private async stateAt(
    project: string,
    key: string,
    instant: number,
  ): Promise<ExistingExperiment | undefined> {
    const state = (await this.log.events(project, key))
      .filter(({ event }) => Date.parse(event.time) <= instant)
      .reduce((before, { event }) => experimentDecider.evolve(before, event), experimentDecider.initial);
    return state.status === 'absent' ? undefined : state;
  }
}

const notThereYet = (key: string, asOf: string): NotFoundProblem =>
  new NotFoundProblem('EXPERIMENT_NOT_FOUND', `there was no experiment "${key}" at ${asOf}`, {
    errors: [{ path: 'asOf', value: asOf, message: 'must be after the experiment was created' }],
  });
