import type { Principal } from '@assay/auth';
import { NotFoundProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { ExperimentLog } from '../experiment/experiment-log.js';
import { ExperimentsService } from '../experiment/experiments.service.js';
import type { ExperimentView } from '../experiment/http/experiment-view.js';
import { experimentView } from '../experiment/http/experiment-view.js';
import { experimentDecider } from '../experiment/experiment.decider.js';
import { available } from '../problems/available.js';

/** Experiments as they stood at an instant. */
@Injectable()
export class PastExperiments {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly log: ExperimentLog,
  ) {}

  /** @throws NotFoundProblem for an instant before the experiment was created */
  asOf(who: Principal, experiment: string, instant: string): Promise<ExperimentView> {
    return available(async () => {
      const { design } = await this.experiments.find(who, experiment);
      const events = await this.log.events(who.project, design.key);
      const state = events
        .filter(({ event }) => Date.parse(event.time) <= Date.parse(instant))
        .reduce((before, { event }) => experimentDecider.evolve(before, event), experimentDecider.initial);
      if (state.status === 'absent') throw notThereYet(design.key, instant);
      return experimentView(state);
    });
  }
}

const notThereYet = (key: string, asOf: string): NotFoundProblem =>
  new NotFoundProblem('EXPERIMENT_NOT_FOUND', `there was no experiment "${key}" at ${asOf}`, {
    errors: [{ path: 'asOf', value: asOf, message: 'must be after the experiment was created' }],
  });
