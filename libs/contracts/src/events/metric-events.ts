import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { MetricSpec } from './metric-spec.js';
import { Key, Reason } from './shared-schemas.js';

const topic = TOPICS.metricDefinitions.name;
const strict = { additionalProperties: false };

export const MetricDefined = defineEvent({
  type: 'MetricDefined',
  version: 1,
  topic,
  description: 'A metric was put into the catalogue, or defined anew; experiments copy it when they use it.',
  data: Type.Object(
    { spec: MetricSpec, description: Type.Optional(Type.String({ maxLength: 2000 })) },
    strict,
  ),
});
export type MetricDefined = EventOf<typeof MetricDefined>;

export const MetricRetired = defineEvent({
  type: 'MetricRetired',
  version: 1,
  topic,
  description: 'A metric left the catalogue; experiments that copied it keep it.',
  data: Type.Object({ key: Key, reason: Type.Optional(Reason) }, strict),
});
export type MetricRetired = EventOf<typeof MetricRetired>;

export const ExperimentMetricSet = defineEvent({
  type: 'ExperimentMetricSet',
  version: 1,
  topic,
  description:
    'A further metric of an experiment, or another definition of one: computed over all history beside the old one.',
  data: Type.Object({ experiment: Key, metric: MetricSpec, reason: Type.Optional(Reason) }, strict),
});
export type ExperimentMetricSet = EventOf<typeof ExperimentMetricSet>;

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
      attribute: Type.String({ pattern: '^[^.]+(\\.[^.]+)*$', maxLength: 200 }),
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

export type MetricDefinitionEvent =
  MetricDefined | MetricRetired | ExperimentMetricSet | MetricCapFrozen | DimensionRegistered;
