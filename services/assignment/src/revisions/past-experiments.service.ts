import type { Principal } from '@assay/auth';
import type { Clock } from '@assay/platform';
import { CLOCK, NotFoundProblem, pastInstant } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
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
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NotFoundProblem for an instant before it was created, BadRequestProblem for the future */
  asOf(who: Principal, experiment: string, asOf: string): Promise<ExperimentView> {
    return available(async () => {
      const instant = pastInstant('asOf', asOf, this.clock.now());
      const { design } = await this.experiments.find(who, experiment);
      const events = await this.log.events(who.project, design.key);
      const state = events
        .filter(({ event }) => Date.parse(event.time) <= instant)
        .reduce((before, { event }) => experimentDecider.evolve(before, event), experimentDecider.initial);
      if (state.status === 'absent') throw notThereYet(design.key, asOf);
      return experimentView(state);
    });
  }
}

const notThereYet = (key: string, asOf: string): NotFoundProblem =>
  new NotFoundProblem('EXPERIMENT_NOT_FOUND', `there was no experiment "${key}" at ${asOf}`, {
    errors: [{ path: 'asOf', value: asOf, message: 'must be after the experiment was created' }],
  });
