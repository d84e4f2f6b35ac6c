import { basename } from 'node:path';
import type { ApiClient } from '../api/api-client.js';
import { UsageError } from '../errors/usage.error.js';
import type { ImportRequest } from './import-request.js';
import type { Survey } from './survey.js';
import type { ExperimentView, Target, TargetMetric } from './target.js';
import { variantKeys } from './variant-keys.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const LONGEST_EVENT = 100;

/** The experiment to import into: the one that is there, or a new one; started, at the time of the data. */
export async function prepareTarget(
  api: ApiClient,
  request: ImportRequest,
  survey: Survey,
): Promise<{ readonly target: Target; readonly isNew: boolean }> {
  const path = `${EXPERIMENTS}/${encodeURIComponent(request.experiment)}`;
  const existing = (await api.find(path)) as ExperimentView | undefined;
  if (existing === undefined && !request.create)
    throw new UsageError(
      `There is no experiment ${request.experiment} at ${api.url}; --create makes it from the file.`,
    );
  const draft = existing ?? ((await api.post(EXPERIMENTS, designOf(request, survey))) as ExperimentView);
  requireFit(draft, request);
  const started =
    draft.status === 'draft'
      ? ((await api.post(`${path}/start`, startOf(request, survey))) as ExperimentView)
      : draft;
  return { target: targetOf(started, request), isNew: existing === undefined };
}

function designOf(request: ImportRequest, { variants, types, firstProblem }: Survey): object {
  if (variants.size === 0 && firstProblem !== undefined)
    throw new UsageError(
      `No row can be used; the first: line ${String(firstProblem.line)}: ${firstProblem.problem}`,
    );
  const found = variantKeys([...variants.keys()], request.variantColumn);
  if (!found.some(({ name }) => name === request.control))
    throw new UsageError(
      `--control is "${request.control ?? ''}"; column "${request.variantColumn}" has ${found.map(({ name }) => name).join(', ')}`,
    );
  const metrics = request.outcomes.map(({ name }, i) => ({
    key: name,
    type: types[i] ?? 'proportion',
    event: eventOf(request.experiment, name),
    direction: 'increase',
    windowHours: null,
  }));
  const [primaryMetric, ...secondaryMetrics] = metrics;
  return {
    key: request.experiment,
    name: request.experiment,
    hypothesis: `Imported from ${basename(request.file)}`.slice(0, 2000),
    // With a chance of its own for each row, the variants are arms whose weights moved.
    experimentType: request.propensityColumn === undefined ? 'ab_test' : 'bandit',
    origin: 'imported',
    unitType: request.unitColumn ?? 'row',
    trafficAllocation: 100,
    variants: found.map(({ key, name }) => ({ key, name, isControl: name === request.control, weight: 1 })),
    primaryMetric,
    secondaryMetrics,
  };
}

/** Events of an import count for its own experiment alone, also when the same units are in another one. */
function eventOf(experiment: string, name: string): string {
  const event = `${experiment}:${name}`;
  if (event.length > LONGEST_EVENT)
    throw new UsageError(
      `"${event}" has ${String(event.length)} characters; the keys of experiment and outcome may have ${String(LONGEST_EVENT - 1)} together`,
    );
  return event;
}

const startOf = ({ start }: ImportRequest, { earliest }: Survey): object => {
  if (start !== undefined) return { startedAt: start };
  return earliest === undefined ? {} : { startedAt: new Date(earliest).toISOString() };
};

function requireFit(
  { key, origin, experimentType, variants }: ExperimentView,
  { control, propensityColumn }: ImportRequest,
): void {
  if (origin !== 'imported')
    throw new UsageError(
      `${key} is assigned by Assay itself; only experiments made for it (--create) take an import.`,
    );
  if (propensityColumn !== undefined && experimentType !== 'bandit')
    throw new UsageError(
      `${key} is of the type ${experimentType}, which has one split for all: --propensity is for bandits.`,
    );
  const own = variants.find(({ isControl }) => isControl);
  if (control !== undefined && own?.name !== control && own?.key !== control)
    throw new UsageError(`--control is "${control}"; the control of ${key} is ${own?.name ?? 'not set'}.`);
}

function targetOf(view: ExperimentView, request: ImportRequest): Target {
  const { key, run, phase, startedAt, variants } = view;
  if (run === null || phase === null || startedAt === null)
    throw new UsageError(`${key} has not been started.`);
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  const byValue = variants.flatMap(({ key: variant, name, weight }) => {
    const entry = { key: variant, propensity: weight / total };
    return [[variant, entry] as const, [name, entry] as const];
  });
  const metrics = request.outcomes.map(({ name }) => metricOf(view, name));
  return {
    experiment: key,
    run,
    phase,
    startedAt: Date.parse(startedAt),
    variants: new Map(byValue),
    metrics,
  };
}

function metricOf({ key, primaryMetric, secondaryMetrics }: ExperimentView, name: string): TargetMetric {
  const metrics = [...(primaryMetric === null ? [] : [primaryMetric]), ...secondaryMetrics];
  const metric = metrics.find((candidate) => candidate.key === name);
  if (metric !== undefined) return { name, type: metric.type, event: metric.event };
  throw new UsageError(
    `${key} has no metric ${name}; it has ${metrics.map((other) => other.key).join(', ') || 'none'}`,
  );
}
