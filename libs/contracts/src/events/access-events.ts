import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';

const topic = TOPICS.access.name;
const strict = { additionalProperties: false };

export const API_KEY_SCOPES = ['evaluate', 'track'] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** Pages that may call with a key: `https://shop.example`, `https://*.shop.example`, or `*` for all. */
export const ORIGIN_PATTERN = '^(\\*|https?://(\\*\\.)?[a-z0-9.-]{1,253}(:[0-9]{1,5})?)$';

export const ApiKeyCreated = defineEvent({
  type: 'ApiKeyCreated',
  version: 1,
  topic,
  description: 'A client application may call; only the hash of its key is stored.',
  data: Type.Object(
    {
      keyId: Type.String({ format: 'uuid' }),
      name: Type.String({ minLength: 1, maxLength: 100 }),
      hash: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the key.' }),
      hint: Type.String({ maxLength: 24, description: 'The first characters, to recognise it by.' }),
      scopes: Type.Array(Type.Union(API_KEY_SCOPES.map((scope) => Type.Literal(scope))), { minItems: 1 }),
      origins: Type.Optional(
        Type.Array(Type.String({ pattern: ORIGIN_PATTERN }), {
          maxItems: 50,
          description: 'Pages of other origins that may call with it from a browser; none when not given.',
        }),
      ),
    },
    strict,
  ),
});
export type ApiKeyCreated = EventOf<typeof ApiKeyCreated>;

export const ApiKeyRevoked = defineEvent({
  type: 'ApiKeyRevoked',
  version: 1,
  topic,
  description: 'The key stops working within seconds.',
  data: Type.Object(
    { keyId: Type.String({ format: 'uuid' }), reason: Type.Optional(Type.String({ maxLength: 500 })) },
    strict,
  ),
});
export type ApiKeyRevoked = EventOf<typeof ApiKeyRevoked>;

export type AccessEvent = ApiKeyCreated | ApiKeyRevoked;
