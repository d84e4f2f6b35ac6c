import type { Principal } from '@assay/auth';
import { UnprocessableProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { ExperimentLog } from '../experiment/experiment-log.js';
import type { ExistingExperiment } from '../experiment/experiment-state.js';
import { currentRun } from '../experiment/experiment-state.js';
import { ExperimentsService } from '../experiment/experiments.service.js';
import { available } from '../problems/available.js';
import type { ArmsView, UpdateView } from './arms-view.js';
import { armsView, updateView } from './arms-view.js';

const PAGE = 50;

export interface UpdatesPage {
  readonly items: readonly UpdateView[];
  readonly nextCursor: number | null;
}

/** The arms of a bandit as people see them. */
@Injectable()
export class ArmsService {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly log: ExperimentLog,
  ) {}

  arms(who: Principal, experiment: string): Promise<ArmsView> {
    return available(async () => {
      const { state, updates } = await this.read(who, experiment);
      return armsView(state, updates.at(-1));
    });
  }

  /** Changes of the weights in the present run, the newest first. */
  updates(
    who: Principal,
    experiment: string,
    { cursor, limit = PAGE }: { readonly cursor?: number; readonly limit?: number },
  ): Promise<UpdatesPage> {
    return available(async () => {
      const { updates } = await this.read(who, experiment);
      const older = updates.filter(({ data }) => cursor === undefined || data.update < cursor).toReversed();
      const items = older.slice(0, limit).map(updateView);
      return { items, nextCursor: older.length > limit ? (items.at(-1)?.update ?? null) : null };
    });
  }

  private async read(who: Principal, experiment: string) {
    const state = await this.experiments.find(who, experiment);
    if (state.design.experimentType !== 'bandit') throw notABandit(state);
    const run = currentRun(state)?.run;
    const stored = await this.log.events(who.project, state.design.key);
    const updates = stored.flatMap(({ event }) =>
      event.type === 'BanditWeightsUpdated' && event.data.run === run ? [event] : [],
    );
    return { state, updates };
  }
}

const notABandit = ({ design: { key, experimentType } }: ExistingExperiment): UnprocessableProblem =>
  new UnprocessableProblem(
    'NOT_A_BANDIT',
    `experiment "${key}" is no bandit: its weights are set by people`,
    {
      errors: [{ path: 'experimentType', value: experimentType, message: 'must be bandit' }],
    },
  );
