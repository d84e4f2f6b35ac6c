import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem, UnavailableProblem, UnprocessableProblem } from '@assay/platform';
import type { DimensionRefusal } from './dimensions.decider.js';
import type { ExperimentMetricsRefusal } from './experiment-metrics.decider.js';

export const experimentNotFound = (key: string): Problem =>
  new NotFoundProblem('EXPERIMENT_NOT_FOUND', `there is no experiment with the key "${key}"`);

/** It may have been created a moment ago: what was created is read with a delay. */
export const experimentOnItsWay = (key: string): Problem =>
  new UnavailableProblem(
    'EXPERIMENT_ON_ITS_WAY',
    `there is no experiment with the key "${key}" yet, and the log has not been read to its end; try again in a second`,
    { headers: { 'retry-after': '1' } },
  );

/** What a refusal looks like to the caller. */
export function metricsProblem(
  refusal: Exclude<ExperimentMetricsRefusal, { code: 'METRIC_UNCHANGED' }>,
): Problem {
  switch (refusal.code) {
    case 'METRIC_IS_DECISIVE':
      return new ConflictProblem(
        refusal.code,
        `"${refusal.metric}" is the primary metric or a guardrail: it stays as the experiment was designed`,
        { errors: [{ path: 'key', value: refusal.metric, message: 'must be neither' }] },
      );
    case 'METRIC_MAKES_NO_SENSE': {
      const { path, value, detail, code } = refusal.problem;
      return new UnprocessableProblem(code, detail, { errors: [{ path, value, message: detail }] });
    }
    case 'TOO_MANY_METRICS':
      return new UnprocessableProblem(
        refusal.code,
        `an experiment has at most ${String(refusal.most)} metrics`,
      );
    case 'CAP_ALREADY_FROZEN':
      return new ConflictProblem(refusal.code, `the cap was frozen at ${refusal.cap}`);
  }
}

export function dimensionProblem(attribute: string, refusal: DimensionRefusal): Problem {
  if (refusal.code === 'TOO_MANY_DIMENSIONS')
    return new UnprocessableProblem(refusal.code, `a project has at most ${String(refusal.most)} dimensions`);
  return new ConflictProblem(
    refusal.code,
    `"${attribute}" is registered with at most ${String(refusal.maxValues)} values`,
    { errors: [{ path: 'maxValues', value: refusal.maxValues, message: 'stays as it was registered' }] },
  );
}
