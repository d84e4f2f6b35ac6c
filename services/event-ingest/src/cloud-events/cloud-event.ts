import { compileCheck } from '@assay/platform';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';

const Text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, description });

/** A CloudEvent as ingest takes it; extension attributes that it does not know are passed over. */
export const CloudEvent = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Text(200, 'With source, what makes it the same event when it is sent again.'),
  source: Text(300, 'Where it comes from.'),
  type: Text(100, 'exposure, outcome, or what the unit did.'),
  subject: Type.Optional(Text(200, 'The unit; else data names it.')),
  time: Type.Optional(Text(40, 'RFC 3339; required where the id is no UUIDv7.')),
  sentat: Type.Optional(Text(40, 'Extension: when it was sent, by the same clock as time.')),
  datacontenttype: Type.Optional(
    Type.String({ pattern: '^application/([\\w.-]+\\+)?json *(;.*)?$', description: 'JSON, or none.' }),
  ),
  data: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'The fields of an event; what is none of them becomes an attribute.',
    }),
  ),
  data_base64: Type.Optional(Type.Never({ description: 'Only JSON is read.' })),
});
export type CloudEvent = Static<typeof CloudEvent>;

/** What the OpenAPI document says about the body: one event, or a list. */
export const CloudEventsBody = Type.Union([
  CloudEvent,
  Type.Array(CloudEvent, { minItems: 1, maxItems: 1000 }),
]);

/** What is wrong with the envelope. */
export const cloudEventProblem = compileCheck(CloudEvent);
