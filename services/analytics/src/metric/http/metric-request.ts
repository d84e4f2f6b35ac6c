import type { MetricSpec } from '@assay/contracts';
import { DimensionRegistered, ExperimentMetricSet } from '@assay/contracts';
import { compileCheck, ValidationProblem } from '@assay/platform';

const MAX_VALUES = 500;

const checkMetric = compileCheck(ExperimentMetricSet.data);
const checkDimension = compileCheck(DimensionRegistered.data);

const objectOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};

/**
 * A metric whose key is that of the address, with the reason of the change.
 * @throws ValidationProblem
 */
export function metricFrom(key: string, body: unknown): { metric: MetricSpec; reason?: string } {
  const { reason, ...spec } = objectOf(body);
  const metric = { direction: 'increase', windowHours: null, ...spec, key };
  const asked = reason === undefined ? { metric } : { metric, reason };
  const problem = checkMetric({ experiment: 'any', ...asked });
  if (problem !== undefined) throw new ValidationProblem([problem]);
  return asked as { metric: MetricSpec; reason?: string };
}

/** @throws ValidationProblem */
export function dimensionFrom(body: unknown): DimensionRegistered['data'] {
  const asked = { maxValues: MAX_VALUES, ...objectOf(body) };
  const problem = checkDimension(asked);
  if (problem !== undefined) throw new ValidationProblem([problem]);
  return asked as DimensionRegistered['data'];
}
