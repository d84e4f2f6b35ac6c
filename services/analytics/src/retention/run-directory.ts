import { Injectable } from '@nestjs/common';
import { ExperimentDirectory } from '../experiments/experiment-directory.js';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import type { OpenRun } from './expiry.decider.js';

type Run = Pick<OpenRun, 'project' | 'experiment'>;

/** The definitions of the experiments that runs belong to, as far as there are any. */
@Injectable()
export class RunDirectory {
  constructor(private readonly directory: ExperimentDirectory) {}

  async of(runs: readonly Run[]): Promise<(run: Run) => ReportedExperiment | undefined> {
    const found = new Map<string, ReadonlyMap<string, ReportedExperiment>>();
    for (const project of new Set(runs.map((run) => run.project))) {
      const own = runs.filter((run) => run.project === project).map(({ experiment }) => experiment);
      found.set(project, await this.directory.named(project, [...new Set(own)]));
    }
    return ({ project, experiment }) => found.get(project)?.get(experiment);
  }
}
