import {
  DimensionRegistered,
  DimensionRemoved,
  ExperimentMetricArchived,
  ExperimentMetricSet,
  METRIC_DAYS,
  MetricDaysCounted,
  MetricSpec,
} from '@assay/contracts';
import { bodySchema, compileCheck, ValidationProblem } from '@assay/platform';
import { USUAL_VALUES } from '../dimensions.decider.js';

const checks = {
  metric: compileCheck(ExperimentMetricSet.data),
  archived: compileCheck(ExperimentMetricArchived.data),
  days: compileCheck(MetricDaysCounted.data),
  dimension: compileCheck(DimensionRegistered.data),
  removed: compileCheck(DimensionRemoved.data),
};

const DEFAULTS = {
  metric: { direction: 'increase', windowHours: null },
  days: { days: METRIC_DAYS.usual },
  dimension: { maxValues: USUAL_VALUES },
} as const;

const { reason } = ExperimentMetricSet.data.properties;
const address = ['experiment', 'metric'];

/** What bodies have, by what is made of them. */
export const BODIES = {
  metric: bodySchema(
    { ...MetricSpec, properties: { ...MetricSpec.properties, reason } },
    { address: ['key'], defaults: DEFAULTS.metric },
  ),
  archived: bodySchema(ExperimentMetricArchived.data, { address }),
  days: bodySchema(MetricDaysCounted.data, { address, defaults: DEFAULTS.days }),
  dimension: bodySchema(DimensionRegistered.data, { defaults: DEFAULTS.dimension }),
  removed: bodySchema(DimensionRemoved.data, { address: ['attribute'] }),
};

interface Reasoned {
  readonly reason?: string;
}

const objectOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};

function checked<Request>(check: ReturnType<typeof compileCheck>, asked: object, whole = asked): Request {
  const problem = check(whole);
  if (problem !== undefined) throw new ValidationProblem([problem]);
  return asked as Request;
}

/**
 * A metric whose key is that of the address, with the reason of the change.
 * @throws ValidationProblem
 */
export function metricFrom(key: string, body: unknown): Reasoned & { readonly metric: MetricSpec } {
  const { reason, ...spec } = objectOf(body);
  const metric = { ...DEFAULTS.metric, ...spec, key };
  const asked = reason === undefined ? { metric } : { metric, reason };
  return checked(checks.metric, asked, { experiment: 'any', ...asked });
}

/** @throws ValidationProblem */
export function archivingFrom(metric: string, body: unknown): Reasoned & { readonly metric: string } {
  const asked = { ...objectOf(body), metric };
  return checked(checks.archived, asked, { experiment: 'any', ...asked });
}

/** @throws ValidationProblem */
export function daysFrom(
  metric: string,
  body: unknown,
): Reasoned & { readonly metric: string; readonly days: number } {
  const asked = { ...DEFAULTS.days, ...objectOf(body), metric };
  return checked(checks.days, asked, { experiment: 'any', ...asked });
}

/** @throws ValidationProblem */
export function dimensionFrom(body: unknown): { readonly attribute: string; readonly maxValues?: number } {
  const asked = objectOf(body);
  return checked(checks.dimension, asked, { ...DEFAULTS.dimension, ...asked });
}

/** @throws ValidationProblem */
export const removalFrom = (attribute: string, body: unknown): Reasoned & { readonly attribute: string } =>
  checked(checks.removed, { ...objectOf(body), attribute });
