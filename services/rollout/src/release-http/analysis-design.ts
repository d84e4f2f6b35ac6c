import type { ReleaseAnalysis } from '@assay/contracts';
import { pointsOfSide } from '@assay/contracts';
import type { FieldError } from '@assay/platform';
import { ValidationProblem } from '@assay/platform';
import type { AnalysisDto, MetricDto } from './analysis.dto.js';

type Metric = ReleaseAnalysis['metrics'][number];

const DEFAULT_GROUP = 'metrics';
const SCORES = { pass: 95, marginal: 75 };
const INTERVAL_SECONDS = 60;
const STEP_SECONDS = 10;
const MIN_POINTS = 10;

function sourceOf({ outcomes, prometheus }: MetricDto, path: string): Metric['source'] | FieldError {
  if (outcomes !== undefined && prometheus === undefined) return { kind: 'outcomes', measure: outcomes };
  if (prometheus !== undefined && outcomes === undefined) return { kind: 'prometheus', ...prometheus };
  const message = 'give one source: outcomes or prometheus';
  return outcomes === undefined ? { path, message } : { path: `${path}.outcomes`, value: outcomes, message };
}

function metricOf(metric: MetricDto, place: number): Metric | FieldError {
  const source = sourceOf(metric, `analysis.metrics[${String(place)}]`);
  if ('path' in source) return source;
  const { name, group = DEFAULT_GROUP, critical = false, direction = 'increase' } = metric;
  return { name, group, critical, direction, source };
}

function nameProblems(metrics: readonly MetricDto[]): readonly FieldError[] {
  const names = metrics.map(({ name }) => name);
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [
          {
            path: `analysis.metrics[${String(i)}].name`,
            value: name,
            message: 'is the name of another metric',
          },
        ],
  );
}

function weightProblems(
  weights: Readonly<Record<string, unknown>>,
  groups: ReadonlySet<string>,
): FieldError[] {
  const problems = Object.entries(weights).flatMap(([group, weight]): FieldError[] => {
    const path = `analysis.weights.${group.slice(0, 100)}`;
    if (!groups.has(group)) return [{ path, value: weight, message: 'is no group of the metrics' }];
    const isPercent = typeof weight === 'number' && weight >= 0 && weight <= 100;
    return isPercent ? [] : [{ path, value: weight, message: 'must be a number from 0 to 100' }];
  });
  if (problems.length > 0) return problems;
  const total = Object.values(weights).reduce<number>((sum, weight) => sum + Number(weight), 0);
  return total > 100
    ? [{ path: 'analysis.weights', value: total, message: 'must be at most 100 in total' }]
    : [];
}

/** Fewer points than are asked for would be no data for ever. */
function pointProblems(metrics: number, minPoints: number): readonly FieldError[] {
  const most = pointsOfSide(metrics);
  const message = `must be at most ${String(most)} with ${String(metrics)} metrics`;
  return minPoints > most ? [{ path: 'analysis.minPoints', value: minPoints, message }] : [];
}

/**
 * How a release is judged by its metrics: defaults filled in.
 * @throws ValidationProblem for metrics without a source or with two, names given twice, weights or points that do not fit
 */
export function analysisOf(body: AnalysisDto): ReleaseAnalysis {
  const metrics = body.metrics.map(metricOf);
  const groups = new Set(body.metrics.map(({ group = DEFAULT_GROUP }) => group));
  const {
    passScore: pass = SCORES.pass,
    marginalScore = Math.min(SCORES.marginal, pass),
    weights = {},
    minPoints = MIN_POINTS,
  } = body;
  const problems = [
    ...metrics.filter((metric): metric is FieldError => 'path' in metric),
    ...nameProblems(body.metrics),
    ...weightProblems(weights, groups),
    ...pointProblems(metrics.length, minPoints),
    ...(marginalScore > pass
      ? [{ path: 'analysis.marginalScore', value: marginalScore, message: `must be at most ${String(pass)}` }]
      : []),
  ];
  if (problems.length > 0) throw new ValidationProblem(problems);
  return {
    metrics: metrics.filter((metric): metric is Metric => 'source' in metric),
    weights,
    ...{ pass, marginal: marginalScore },
    intervalMs: (body.intervalSeconds ?? INTERVAL_SECONDS) * 1000,
    stepMs: (body.stepSeconds ?? STEP_SECONDS) * 1000,
    minPoints,
  };
}
