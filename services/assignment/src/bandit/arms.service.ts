import type { Principal } from '@assay/auth';
import type { BanditWeightsUpdated } from '@assay/contracts';
import { UnprocessableProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { banditProblem } from '../experiment/experiment-bandit.rules.js';
import { ExperimentLog } from '../experiment/experiment-log.js';
import type { ExistingExperiment } from '../experiment/experiment-state.js';
import { currentRun } from '../experiment/experiment-state.js';
import { ExperimentsService } from '../experiment/experiments.service.js';
import { experimentProblem } from '../experiment/http/experiment-problem.js';
import type { PageDto } from '../experiment/http/list-experiments.dto.js';
import { available } from '../problems/available.js';
import type { ArmsView, UpdateView } from './arms-view.js';
import { armsView, updateView } from './arms-view.js';
import type { WhatIfWeightsDto } from './what-if-weights.dto.js';
import type { OtherPolicy, WeightsJudged } from './what-if-weights.rules.js';
import { judgeWeights } from './what-if-weights.rules.js';

const PAGE = 50;

export interface UpdatesPage {
  readonly items: readonly UpdateView[];
  readonly nextCursor: number | null;
}

export interface WeightsPage {
  readonly items: readonly WeightsJudged[];
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
  updates(who: Principal, experiment: string, page: PageDto): Promise<UpdatesPage> {
    return available(async () => pageOf((await this.read(who, experiment)).updates, page, updateView));
  }

  /**
   * What another policy would have made of the same results, the newest first.
   * @throws Problem where the experiment could not have it
   */
  whatIf(who: Principal, experiment: string, asked: WhatIfWeightsDto): Promise<WeightsPage> {
    return available(async () => {
      const { state, updates } = await this.read(who, experiment);
      const other = policyIn(asked);
      const { design, variants } = state;
      const refusal = banditProblem({ ...design, bandit: { ...design.bandit, ...other } }, variants);
      if (refusal !== undefined) throw experimentProblem(refusal, experiment);
      return pageOf(updates, asked, (update) => judgeWeights(update, other));
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

const policyIn = ({ policy, floor, epsilon }: WhatIfWeightsDto): OtherPolicy => ({
  ...(policy === undefined ? {} : { policy }),
  ...(floor === undefined ? {} : { floor }),
  ...(epsilon === undefined ? {} : { epsilon }),
});

function pageOf<Item extends { readonly update: number }>(
  updates: readonly BanditWeightsUpdated[],
  { cursor, limit = PAGE }: PageDto,
  itemOf: (update: BanditWeightsUpdated) => Item,
): { readonly items: readonly Item[]; readonly nextCursor: number | null } {
  const older = updates.filter(({ data }) => cursor === undefined || data.update < cursor).toReversed();
  const items = older.slice(0, limit).map(itemOf);
  return { items, nextCursor: older.length > limit ? (items.at(-1)?.update ?? null) : null };
}

const notABandit = ({ design: { key, experimentType } }: ExistingExperiment): UnprocessableProblem =>
  new UnprocessableProblem(
    'NOT_A_BANDIT',
    `experiment "${key}" is no bandit: its weights are set by people`,
    {
      errors: [{ path: 'experimentType', value: experimentType, message: 'must be bandit' }],
    },
  );
