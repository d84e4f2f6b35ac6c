import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';

/**
 * The CloudEvents 1.0 context of every Assay event, with Assay's extension attributes
 * (`project`, `correlationid`, `causationid`, `actor`, `streamversion`, `assayprev`, `assayhash`).
 *
 * Attribute names are lower case without separators, as CloudEvents requires of extensions.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export const EventContext = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: Type.String({
      format: 'uuid',
      description: 'Unique; UUIDv7, or derived from the cause it follows from.',
    }),
    type: Type.String({ minLength: 1, maxLength: 100 }),
    source: Type.String({ minLength: 1, maxLength: 200, description: 'The service that wrote the event.' }),
    subject: Type.String({
      minLength: 1,
      maxLength: 300,
      description: 'The stream, or the unit, it is about.',
    }),
    time: Type.String({ format: 'date-time', description: 'When it happened (not when it was stored).' }),
    datacontenttype: Type.Literal('application/json'),
    dataschema: Type.String({
      pattern: '^assay:[A-Za-z]+:[1-9][0-9]*$',
      description: 'assay:<type>:<version>',
    }),
    project: Type.String({ minLength: 1, maxLength: 64 }),
    actor: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Who caused it: a person, a key, or a service.',
    }),
    correlationid: Type.String({ minLength: 1, maxLength: 100 }),
    causationid: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    streamversion: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Decision streams only: 1, 2, 3 …' }),
    ),
    assayprev: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Hash of the stream’s event before.' }),
    ),
    assayhash: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the event, chained.' }),
    ),
  },
  { $id: 'assay:EventContext' },
);

export type EventContext = Static<typeof EventContext>;

/** A CloudEvents 1.0 event: context attributes plus its data. */
export interface EventEnvelope<Name extends string = string, Data = unknown> extends EventContext {
  readonly type: Name;
  readonly data: Data;
}
