import type { MetricSpec } from '@assay/contracts';
import {
  DimensionRegistered,
  DimensionRemoved,
  ExperimentMetricArchived,
  ExperimentMetricSet,
  METRIC_DAYS,
  MetricDaysCounted,
} from '@assay/contracts';
import { compileCheck, ValidationProblem } from '@assay/platform';

const checks = {
  metric: compileCheck(ExperimentMetricSet.data),
  archived: compileCheck(ExperimentMetricArchived.data),
  days: compileCheck(MetricDaysCounted.data),
  dimension: compileCheck(DimensionRegistered.data),
  removed: compileCheck(DimensionRemoved.data),
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
  const metric = { direction: 'increase', windowHours: null, ...spec, key };
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
  const asked = { days: METRIC_DAYS.usual, ...objectOf(body), metric };
  return checked(checks.days, asked, { experiment: 'any', ...asked });
}

/** @throws ValidationProblem */
export function dimensionFrom(body: unknown): { readonly attribute: string; readonly maxValues?: number } {
  const asked = objectOf(body);
  return checked(checks.dimension, asked, { maxValues: 1, ...asked });
}

/** @throws ValidationProblem */
export const removalFrom = (attribute: string, body: unknown): Reasoned & { readonly attribute: string } =>
  checked(checks.removed, { ...objectOf(body), attribute });
