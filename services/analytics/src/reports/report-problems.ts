import { NotFoundProblem, UnavailableProblem } from '@assay/platform';

export class ExperimentNotFoundProblem extends NotFoundProblem {
  constructor(key: string) {
    super('EXPERIMENT_NOT_FOUND', `there is no experiment with the key "${key}"`);
  }
}

export const noExperimentYet = (key: string, asOf: string): NotFoundProblem =>
  new NotFoundProblem('EXPERIMENT_NOT_FOUND', `there was no experiment "${key}" at ${asOf}`, {
    errors: [{ path: 'asOf', value: asOf, message: 'must be after the experiment was created' }],
  });

export class RunNotFoundProblem extends NotFoundProblem {
  constructor(key: string, run: number, latest: number | null) {
    const runs = latest === null ? 'has not been started' : `has runs 1 to ${String(latest)}`;
    super('RUN_NOT_FOUND', `experiment "${key}" ${runs}; run ${String(run)} was asked for`, {
      errors: [{ path: 'run', value: run, message: runs }],
    });
  }
}

export class MetricNotFoundProblem extends NotFoundProblem {
  constructor(experiment: string, metric: string, known: readonly string[]) {
    const message = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    super('METRIC_NOT_FOUND', `experiment "${experiment}" has no metric "${metric}": ${message}`, {
      errors: [{ path: 'metric', value: metric, message }],
    });
  }
}

export class NoMetricProblem extends NotFoundProblem {
  constructor(experiment: string) {
    super('METRIC_NOT_FOUND', `experiment "${experiment}" has no metric`);
  }
}

const NO_DIMENSION = 'no dimension is registered; POST /api/v1/admin/analytics/dimensions registers one';

export class DimensionNotFoundProblem extends NotFoundProblem {
  constructor(dimension: string | undefined, known: readonly string[]) {
    const message = known.length === 0 ? NO_DIMENSION : `registered are ${known.join(', ')}`;
    super(
      'DIMENSION_NOT_FOUND',
      dimension === undefined
        ? `name one dimension: ${message}`
        : `there is no dimension "${dimension}": ${message}`,
      { errors: [{ path: 'dimension', value: dimension ?? null, message }] },
    );
  }
}

export class VariantNotFoundProblem extends NotFoundProblem {
  constructor(experiment: string, variant: string, known: readonly string[]) {
    const message = `it has ${known.length === 0 ? 'none' : known.join(', ')}`;
    super('VARIANT_NOT_FOUND', `experiment "${experiment}" has no variant "${variant}": ${message}`, {
      errors: [{ path: 'variant', value: variant, message }],
    });
  }
}

export class UnitNotFoundProblem extends NotFoundProblem {
  constructor(experiment: string, unit: string) {
    super('UNIT_NOT_FOUND', `unit "${unit}" was not exposed in this run of "${experiment}"`, {
      errors: [{ path: 'unit', value: unit, message: 'no exposure that counts' }],
    });
  }
}

export class RunClosedProblem extends NotFoundProblem {
  constructor(experiment: string, run: number) {
    super(
      'RUN_CLOSED',
      `run ${String(run)} of "${experiment}" was closed: its figures stay, the events and units that made them are not kept (RAW_EVENTS_RETENTION_DAYS)`,
      { errors: [{ path: 'run', value: run, message: 'name a variant in place of a unit, or a later run' }] },
    );
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
