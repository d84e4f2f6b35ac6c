import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import {
  AssignmentReason,
  Instant,
  Key,
  PersonalAttributes,
  Phase,
  Revision,
  Run,
  Unit,
} from './shared-schemas.js';

const topic = TOPICS.interactions.name;
const strict = { additionalProperties: false };
const ReceivedAt = {
  receivedAt: Type.Intersect([Instant], { description: 'Stamped by ingest; decides what is late.' }),
  forwardedFrom: Type.Optional(
    Type.Intersect([Unit], {
      description: 'The unit it happened to; forwarded under the user that unit turned out to be.',
    }),
  ),
};
const ClientTime = {
  clientTime: Type.Optional(
    Type.Intersect([Instant], {
      description: 'The time as the client’s clock had it, where ingest corrected it by sentAt.',
    }),
  ),
};
/** Values are kept as decimal text with at most six decimals, so that sums are exact. */
const Decimal = Type.String({
  pattern: '^-?[0-9]{1,9}(\\.[0-9]{1,6})?$',
  description: 'Decimal, at most six decimals.',
});

export const UnitExposed = defineEvent({
  type: 'UnitExposed',
  version: 1,
  topic,
  description: 'A unit saw its variant; run, phase, variant and propensity are those of its assignment.',
  data: Type.Object(
    {
      unit: Unit,
      experiment: Key,
      run: Run,
      phase: Phase,
      variant: Key,
      reason: AssignmentReason,
      propensity: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
      revision: Type.Optional(Revision),
      ...PersonalAttributes,
      ...ReceivedAt,
      ...ClientTime,
    },
    strict,
  ),
});
export type UnitExposed = EventOf<typeof UnitExposed>;

export const InteractionRecorded = defineEvent({
  type: 'InteractionRecorded',
  version: 1,
  topic,
  description: 'A unit did something: impression, click, add_to_cart, purchase or an action of your own.',
  data: Type.Object(
    {
      unit: Unit,
      name: Type.String({ minLength: 1, maxLength: 100 }),
      value: Type.Optional(Decimal),
      ...PersonalAttributes,
      schemaVersion: Type.Optional(
        Type.Integer({
          minimum: 1,
          description: 'Version of the registered event type it was checked against.',
        }),
      ),
      schemaProblem: Type.Optional(
        Type.String({ maxLength: 300, description: 'What that type says is wrong, where it only warns.' }),
      ),
      ...ReceivedAt,
      ...ClientTime,
    },
    strict,
  ),
});
export type InteractionRecorded = EventOf<typeof InteractionRecorded>;

export const OutcomeRecorded = defineEvent({
  type: 'OutcomeRecorded',
  version: 1,
  topic,
  description: 'A unit’s request under a flag succeeded or failed.',
  data: Type.Object(
    {
      unit: Unit,
      success: Type.Boolean(),
      latencyMs: Type.Optional(Type.Number({ minimum: 0, maximum: 86_400_000 })),
      status: Type.Optional(
        Type.Integer({
          minimum: 100,
          maximum: 599,
          description: 'HTTP status of the answer, where there was one.',
        }),
      ),
      flag: Type.Optional(
        Type.Intersect([Key], { description: 'Experiment, rollout or release it happened under.' }),
      ),
      activation: Type.Optional(
        Type.String({ format: 'uuid', description: 'Activation of the rollout or release that served it.' }),
      ),
      side: Type.Optional(
        Type.Union([Type.Literal('canary'), Type.Literal('stable')], {
          description: 'Which version of a release served it; without it, the routing of the unit says.',
        }),
      ),
      error: Type.Optional(Type.String({ maxLength: 200 })),
      ...PersonalAttributes,
      ...ReceivedAt,
      ...ClientTime,
    },
    strict,
  ),
});
export type OutcomeRecorded = EventOf<typeof OutcomeRecorded>;

export const UnitAliased = defineEvent({
  type: 'UnitAliased',
  version: 1,
  topic,
  description:
    'From here on the unit is counted as the user it turned out to be; its events are forwarded under the user.',
  data: Type.Object({ unit: Unit, user: Unit }, strict),
});
export type UnitAliased = EventOf<typeof UnitAliased>;

export const UnitErased = defineEvent({
  type: 'UnitErased',
  version: 1,
  topic,
  description: 'From here on the unit is counted without its attributes, those of before as those to come.',
  data: Type.Object({ unit: Unit }, strict),
});
export type UnitErased = EventOf<typeof UnitErased>;

export type InteractionEvent = UnitExposed | InteractionRecorded | OutcomeRecorded;
