import {
  AssignmentReason,
  InteractionRecorded,
  JsonObject,
  Key,
  LEAST_PROPENSITY,
  OutcomeRecorded,
  Phase,
  Revision,
  Run,
  Unit,
} from '@assay/contracts';
import type { SchemaCheck } from '@assay/platform';
import { compileCheck } from '@assay/platform';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';

/** An instant as clients may send it. */
const GivenInstant = (description: string) =>
  Type.Union([Type.String({ maxLength: 40 }), Type.Number()], { description });

const common = {
  id: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'UUIDv7, or any id with a time.' }),
  ),
  unit: Type.Optional(Unit),
  userId: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Another name of unit.' })),
  time: Type.Optional(
    GivenInstant('When it happened: RFC 3339, or milliseconds since 1970; now when not given.'),
  ),
  sentAt: Type.Optional(
    GivenInstant('When the client sent it, by the same clock as time; corrects that clock.'),
  ),
  attributes: Type.Optional(JsonObject),
};
const strict = { additionalProperties: false };

const RawExposure = Type.Object(
  {
    ...common,
    type: Type.Literal('exposure'),
    experiment: Key,
    variant: Key,
    run: Type.Optional(Run),
    phase: Type.Optional(Phase),
    reason: Type.Optional(AssignmentReason),
    propensity: Type.Optional(Type.Number({ minimum: LEAST_PROPENSITY, maximum: 1 })),
    revision: Type.Optional(Revision),
  },
  strict,
);
export type RawExposure = Static<typeof RawExposure>;

const { latencyMs, status, flag, activation, side, error } = OutcomeRecorded.data.properties;
const RawOutcome = Type.Object(
  {
    ...common,
    type: Type.Literal('outcome'),
    success: Type.Boolean(),
    latencyMs,
    status,
    flag,
    activation,
    side,
    error,
  },
  strict,
);
export type RawOutcome = Static<typeof RawOutcome>;

const { maxLength } = InteractionRecorded.data.properties.name;
const RawInteraction = Type.Object(
  {
    ...common,
    type: Type.String({ pattern: `^[^\\p{Cc}]{1,${String(maxLength)}}$`, description: 'What the unit did.' }),
    value: Type.Optional(Type.Union([Type.Number(), Type.String({ maxLength: 40 })])),
  },
  strict,
);
export type RawInteraction = Static<typeof RawInteraction>;

export type RawEvent = RawExposure | RawOutcome | RawInteraction;

/** The body of a batch, for the OpenAPI document. */
export const BatchBody = Type.Object({
  events: Type.Array(Type.Union([RawExposure, RawOutcome, RawInteraction]), { minItems: 1, maxItems: 1000 }),
  sentAt: Type.Optional(GivenInstant('When the client sent the batch, by its own clock.')),
});

const checks: ReadonlyMap<unknown, SchemaCheck> = new Map([
  ['exposure', compileCheck(RawExposure)],
  ['outcome', compileCheck(RawOutcome)],
]);
const checkInteraction = compileCheck(RawInteraction);

/** The check for an event of this type; any other name is an interaction. */
export const checkOf = (type: unknown): SchemaCheck => checks.get(type) ?? checkInteraction;
