import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { LogPosition } from '../events/metrics-events.js';

export const Sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of the canonical JSON of a certificate, without this field.',
});

/** What every certificate has around its content. */
export const Seal = {
  engineVersion: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'The rules that gave the verdict, and their version.',
  }),
  hash: Sha256,
};

/** Up to where the log had been read when it was decided. */
export const CountedOffsets = Type.Array(LogPosition, {
  description: 'Everything before these positions had been counted, and nothing behind them.',
});

/** Somebody decides, whatever was seen: the verdict is theirs, and the checks say what stood for and against it. */
export const Requested = Type.Optional(
  Type.Literal(true, { description: 'Somebody asks for it, whatever was seen.' }),
);

/** One condition of a decision: what was seen, and what it was held against. */
export const DecisionCheck = Type.Object(
  {
    name: Type.String(),
    passed: Type.Boolean(),
    value: Type.Union([Type.Number(), Type.String(), Type.Null()]),
    threshold: Type.Union([Type.Number(), Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type DecisionCheck = Static<typeof DecisionCheck>;
