import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { AttributePath, EventFilter, EventName } from './metric-spec.js';
import { Key, Reason } from './shared-schemas.js';

const topic = TOPICS.metricDefinitions.name;
const strict = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 200 });
const selected = { event: EventName, where: Type.Optional(EventFilter) };

/** Interactions of a name, all of them or those that pass a filter. */
export const EventSelector = Type.Object(selected, strict);
export type EventSelector = Static<typeof EventSelector>;

export const FeatureDefined = defineEvent({
  type: 'FeatureDefined',
  version: 1,
  topic,
  description:
    'Which interactions say that a feature was seen, used and completed; computed over all history in place of the ' +
    'definition before it.',
  data: Type.Object(
    {
      key: Key,
      name: Name,
      view: EventSelector,
      use: EventSelector,
      complete: Type.Optional(EventSelector),
      refer: Type.Optional(EventSelector),
      convert: Type.Optional(
        Type.Intersect([EventSelector], {
          description:
            'What users of the feature are compared by with the others; its values are the revenue.',
        }),
      ),
      session: Type.Optional(
        Type.Object(
          {
            ...selected,
            attribute: Type.Intersect([AttributePath], { description: 'Holds the duration in seconds.' }),
          },
          strict,
        ),
      ),
    },
    strict,
  ),
});
export type FeatureDefined = EventOf<typeof FeatureDefined>;

export const FunnelDefined = defineEvent({
  type: 'FunnelDefined',
  version: 1,
  topic,
  description:
    'Steps that units take in this order; computed over all history in place of the definition before it.',
  data: Type.Object(
    {
      key: Key,
      name: Name,
      steps: Type.Array(Type.Object({ name: Name, ...selected }, strict), { minItems: 2, maxItems: 20 }),
      windowHours: Type.Integer({
        minimum: 1,
        maximum: 720,
        description: 'From the first step to the last one.',
      }),
      experiment: Type.Optional(
        Type.Intersect([Key], { description: 'By whose variants units are also counted.' }),
      ),
    },
    strict,
  ),
});
export type FunnelDefined = EventOf<typeof FunnelDefined>;

export const PowerUsersDefined = defineEvent({
  type: 'PowerUsersDefined',
  version: 1,
  topic,
  description:
    'Who counts as a power user: the share of units with the most uses; and which features they are held against.',
  data: Type.Object(
    {
      key: Key,
      name: Name,
      uses: Type.Array(EventSelector, {
        minItems: 1,
        maxItems: 20,
        description: 'An interaction that one of them selects is a use.',
      }),
      share: Type.Number({ exclusiveMinimum: 0, maximum: 0.5 }),
      features: Type.Array(Type.Object({ key: Key, use: EventSelector }, strict), { maxItems: 20 }),
    },
    strict,
  ),
});
export type PowerUsersDefined = EventOf<typeof PowerUsersDefined>;

export const ProductReportRetired = defineEvent({
  type: 'ProductReportRetired',
  version: 1,
  topic,
  description: 'A feature, funnel or group of power users is no longer counted; its numbers are dropped.',
  data: Type.Object({ key: Key, reason: Reason }, strict),
});
export type ProductReportRetired = EventOf<typeof ProductReportRetired>;

export type ProductReportDefined = FeatureDefined | FunnelDefined | PowerUsersDefined;
export type ProductReportEvent = ProductReportDefined | ProductReportRetired;
