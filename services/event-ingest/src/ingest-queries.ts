import { Type } from '@sinclair/typebox';

const strict = { additionalProperties: false };
const key = Type.Optional(Type.String({ maxLength: 100, description: 'The API key, for sendBeacon.' }));

/** The query of routes that take one event. */
export const KeyQuery = Type.Object({ key }, strict);

/** The query of routes that take several. */
export const BatchQuery = Type.Object(
  {
    partial: Type.Optional(Type.Boolean({ description: 'Takes the good events of a batch with bad ones.' })),
    ids: Type.Optional(Type.Boolean({ description: 'Answers with the ids of the events.' })),
    key,
  },
  strict,
);
