import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Key, Reason } from './shared-schemas.js';

const topic = TOPICS.eventTypes.name;
const strict = { additionalProperties: false };

/** What happens to an event that does not fit the schema of its type. */
export const SCHEMA_MODES = ['strict', 'warn', 'off'] as const;
export type SchemaMode = (typeof SCHEMA_MODES)[number];

/** Whether events of a type carry a value. */
export const VALUE_RULES = ['required', 'optional', 'forbidden'] as const;
export type ValueRule = (typeof VALUE_RULES)[number];

/** What the client calls the event; `*` stands for every name that has no type of its own. */
export const EventTypeName = Type.String({
  pattern: '^[^\\p{Cc}]{1,100}$',
  description: 'As clients send it.',
});

export const EventTypeDefined = defineEvent({
  type: 'EventTypeDefined',
  version: 1,
  topic,
  description: 'Events of this name are checked against this schema from now on; earlier versions are kept.',
  data: Type.Object(
    {
      name: EventTypeName,
      schemaVersion: Type.Integer({ minimum: 1, description: 'Grows by one with each definition.' }),
      schema: Type.Union([Type.Boolean(), Type.Record(Type.String(), Type.Unknown())], {
        description: 'JSON schema of the attributes.',
      }),
      mode: Type.Union(SCHEMA_MODES.map((mode) => Type.Literal(mode))),
      value: Type.Union(VALUE_RULES.map((rule) => Type.Literal(rule))),
      description: Type.Optional(Type.String({ maxLength: 500 })),
    },
    strict,
  ),
});
export type EventTypeDefined = EventOf<typeof EventTypeDefined>;

export const EventTypeRetired = defineEvent({
  type: 'EventTypeRetired',
  version: 1,
  topic,
  description: 'Events of this name are no longer checked.',
  data: Type.Object({ name: EventTypeName, reason: Reason }, strict),
});
export type EventTypeRetired = EventOf<typeof EventTypeRetired>;

const Texts = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 200 });

/** Which traffic a filter means. */
export const TrafficRule = Type.Union([
  Type.Object({ kind: Type.Literal('known_bots') }, { ...strict, description: 'Crawlers that say so.' }),
  Type.Object(
    { kind: Type.Literal('user_agent'), contains: Texts },
    { ...strict, description: 'The caller’s User-Agent contains one of these, whatever their case.' },
  ),
  Type.Object(
    { kind: Type.Literal('network'), cidrs: Texts },
    { ...strict, description: 'The caller’s address lies in one of these networks.' },
  ),
  Type.Object(
    {
      kind: Type.Literal('attribute'),
      attribute: Type.String({ minLength: 1, maxLength: 100 }),
      equals: Type.Array(Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]), {
        minItems: 1,
        maxItems: 200,
      }),
    },
    { ...strict, description: 'An attribute of the event is one of these.' },
  ),
]);

export const TrafficFilterDefined = defineEvent({
  type: 'TrafficFilterDefined',
  version: 1,
  topic,
  description: 'Events that the rule means are kept apart from now on.',
  data: Type.Object(
    { key: Key, rule: TrafficRule, description: Type.Optional(Type.String({ maxLength: 500 })) },
    strict,
  ),
});
export type TrafficFilterDefined = EventOf<typeof TrafficFilterDefined>;
export type TrafficRule = TrafficFilterDefined['data']['rule'];

export const TrafficFilterRemoved = defineEvent({
  type: 'TrafficFilterRemoved',
  version: 1,
  topic,
  description: 'Events that the rule means count again from now on.',
  data: Type.Object({ key: Key, reason: Reason }, strict),
});
export type TrafficFilterRemoved = EventOf<typeof TrafficFilterRemoved>;

export type EventTypeEvent = EventTypeDefined | EventTypeRetired;
export type TrafficFilterEvent = TrafficFilterDefined | TrafficFilterRemoved;
