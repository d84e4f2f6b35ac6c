import type { MetricSpec } from '@assay/contracts';
import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem, UnavailableProblem, UnprocessableProblem } from '@assay/platform';
import type { ExperimentMetricsRefusal } from './experiment-metrics.js';

export const experimentNotFound = (key: string): Problem =>
  new NotFoundProblem('EXPERIMENT_NOT_FOUND', `there is no experiment with the key "${key}"`);

/** It may have been created a moment ago: what was created is read with a delay. */
export const experimentOnItsWay = (key: string): Problem =>
  new UnavailableProblem(
    'EXPERIMENT_ON_ITS_WAY',
    `there is no experiment with the key "${key}" yet, and the log has not been read to its end; try again in a second`,
    { headers: { 'retry-after': '1' } },
  );

const wrong = (path: string, value: unknown, message: string) => ({ errors: [{ path, value, message }] });

const DAY_MS = 86_400_000;

/** A pre-period of which events are gone would be another one for each unit. @param reach milliseconds */
export function historyDropped({ key, cuped }: MetricSpec, reach: number): Problem {
  const days = Math.max(0, Math.floor(reach / DAY_MS));
  return new ConflictProblem(
    'HISTORY_DROPPED',
    `"${key}" looks further back than events are kept: ${String(days)} whole days before the first exposure are left`,
    wrong(
      'cuped.preDays',
      cuped !== undefined && 'preDays' in cuped ? cuped.preDays : null,
      `at most ${String(days)}`,
    ),
  );
}

/** What a refusal looks like to the caller. */
export function metricsProblem(
  refusal: Exclude<ExperimentMetricsRefusal, { code: 'METRIC_UNCHANGED' }>,
): Problem {
  const { code } = refusal;
  switch (code) {
    case 'METRIC_IS_DECISIVE':
      return new ConflictProblem(
        code,
        `"${refusal.metric}" is the primary metric or a guardrail: it stays as the experiment was designed`,
        wrong('key', refusal.metric, 'must be neither'),
      );
    case 'METRIC_MAKES_NO_SENSE': {
      const { path, value, detail, code: rule } = refusal.problem;
      return new UnprocessableProblem(rule, detail, wrong(path, value, detail));
    }
    case 'METRIC_NOT_FOUND': {
      const { metric, known } = refusal;
      const message = known.length === 0 ? 'the experiment has none' : `there are ${known.join(', ')}`;
      return new NotFoundProblem(
        code,
        `there is no metric "${metric}": ${message}`,
        wrong('key', metric, message),
      );
    }
    case 'TOO_MANY_METRICS':
      return new UnprocessableProblem(code, `an experiment has at most ${String(refusal.most)} metrics`);
    case 'METRIC_HAS_NO_DAYS': {
      const message = 'proportions, means, counts and ratios are counted day by day';
      const { key, type } = refusal.metric;
      return new UnprocessableProblem(
        code,
        `"${key}" is a ${type}: ${message}`,
        wrong('type', type, message),
      );
    }
    case 'METRIC_WINDOW_TOO_SHORT': {
      const { metric, days } = refusal;
      const hours = String(metric.windowHours);
      return new UnprocessableProblem(
        code,
        `the window of "${metric.key}" (${hours} h) reaches over ${String(days)} days; a trend needs three`,
        wrong('windowHours', metric.windowHours, 'must reach over three days'),
      );
    }
    case 'TOO_MANY_METRICS_BY_DAY': {
      const { most, counted } = refusal;
      return new UnprocessableProblem(
        code,
        `at most ${String(most)} metrics of an experiment are counted day by day, which are ${counted.join(', ')}`,
      );
    }
    case 'CAP_ALREADY_FROZEN':
      return new ConflictProblem(code, `the cap was frozen at ${refusal.cap}`);
  }
}
