import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { AttributePath, MetricSpec } from './metric-spec.js';
import { Key, Reason } from './shared-schemas.js';

const topic = TOPICS.metricDefinitions.name;
const strict = { additionalProperties: false };

export const ExperimentMetricSet = defineEvent({
  type: 'ExperimentMetricSet',
  version: 1,
  topic,
  description:
    'A further metric of an experiment, or another definition of one: computed over all history beside the old one.',
  data: Type.Object({ experiment: Key, metric: MetricSpec, reason: Type.Optional(Reason) }, strict),
});
export type ExperimentMetricSet = EventOf<typeof ExperimentMetricSet>;

export const ExperimentMetricArchived = defineEvent({
  type: 'ExperimentMetricArchived',
  version: 1,
  topic,
  description:
    'A metric of an experiment is not shown any more. It is still counted: set again, it is back at once.',
  data: Type.Object({ experiment: Key, metric: Key, reason: Type.Optional(Reason) }, strict),
});
export type ExperimentMetricArchived = EventOf<typeof ExperimentMetricArchived>;

/** Days since first exposure that a metric can be counted on one by one. */
export const METRIC_DAYS = { least: 3, most: 28, usual: 14 } as const;

export const MetricDaysCounted = defineEvent({
  type: 'MetricDaysCounted',
  version: 1,
  topic,
  description:
    'A metric is counted on each of the first days since first exposure by itself as well, over all history.',
  data: Type.Object(
    {
      experiment: Key,
      metric: Key,
      days: Type.Integer({
        minimum: METRIC_DAYS.least,
        maximum: METRIC_DAYS.most,
        description: 'How many; day 0 is the first 24 h.',
      }),
      reason: Type.Optional(Reason),
    },
    strict,
  ),
});
export type MetricDaysCounted = EventOf<typeof MetricDaysCounted>;

export const MetricCapFrozen = defineEvent({
  type: 'MetricCapFrozen',
  version: 1,
  topic,
  description: 'The percentile that caps a metric was computed, once: from here on the cap is this value.',
  data: Type.Object(
    {
      experiment: Key,
      metric: Key,
      percentile: Type.Number({ exclusiveMinimum: 0.5, exclusiveMaximum: 1 }),
      cap: Type.String({ pattern: '^-?[0-9]+(\\.[0-9]{1,6})?$', description: 'Exact decimal.' }),
      units: Type.Integer({ minimum: 1, description: 'Over how many units it was computed.' }),
      part: Type.Optional(
        Type.Literal('denominator', {
          description: 'Of a ratio: it caps the denominator, not the numerator.',
        }),
      ),
    },
    strict,
  ),
});
export type MetricCapFrozen = EventOf<typeof MetricCapFrozen>;

export const DimensionRegistered = defineEvent({
  type: 'DimensionRegistered',
  version: 1,
  topic,
  description: 'Results are broken down by this attribute of a unit’s first exposure.',
  data: Type.Object(
    {
      attribute: AttributePath,
      maxValues: Type.Integer({
        minimum: 1,
        maximum: 5_000,
        description: 'Distinct values kept apart in an experiment; the units of all others are `other`.',
      }),
    },
    strict,
  ),
});
export type DimensionRegistered = EventOf<typeof DimensionRegistered>;

export const DimensionRemoved = defineEvent({
  type: 'DimensionRemoved',
  version: 1,
  topic,
  description: 'Results are not broken down by this attribute any more, and units do not carry it.',
  data: Type.Object({ attribute: AttributePath, reason: Type.Optional(Reason) }, strict),
});
export type DimensionRemoved = EventOf<typeof DimensionRemoved>;
