import { NotFoundProblem, UnavailableProblem } from '@assay/platform';

export class ExperimentNotFoundProblem extends NotFoundProblem {
  constructor(key: string) {
    super('EXPERIMENT_NOT_FOUND', `there is no experiment with the key "${key}"`);
  }
}

export class RunNotFoundProblem extends NotFoundProblem {
  constructor(key: string, run: number, latest: number | null) {
    const runs = latest === null ? 'has not been started' : `has runs 1 to ${String(latest)}`;
    super('RUN_NOT_FOUND', `experiment "${key}" ${runs}; run ${String(run)} was asked for`, {
      errors: [{ path: 'run', value: run, message: runs }],
    });
  }
}

/** The tables of a service that has just been started are being created. */
export class ReportsNotReadyProblem extends UnavailableProblem {
  constructor(cause: unknown) {
    super('REPORTS_NOT_READY', 'the read models are being created; try again in a second', {
      cause,
      headers: { 'retry-after': '1' },
    });
  }
}
