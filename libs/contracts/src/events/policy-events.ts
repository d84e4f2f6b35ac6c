import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { PromotionThresholds } from './promotion-certificate.js';
import { Instant, Key, Reason } from './shared-schemas.js';

const strict = { additionalProperties: false };

export const POLICY_ACTIONS = ['promote', 'advance', 'rollback', 'signal'] as const;
export type PolicyAction = (typeof POLICY_ACTIONS)[number];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'HH:MM.' });

/** A part of the week in which something may happen. */
export const PolicyWindow = Type.Object(
  {
    days: Type.Array(Type.Union(WEEKDAYS.map((day) => Type.Literal(day))), { minItems: 1, maxItems: 7 }),
    from: TimeOfDay,
    to: Type.Intersect([TimeOfDay], { description: 'Not included; later than from.' }),
    timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA name, as Europe/Berlin.' }),
  },
  strict,
);
export type PolicyWindow = Static<typeof PolicyWindow>;

/** A stretch of time in which nothing may happen. */
export const PolicyFreeze = Type.Object(
  { from: Instant, to: Type.Intersect([Instant], { description: 'Not included.' }), reason: Reason },
  strict,
);
export type PolicyFreeze = Static<typeof PolicyFreeze>;

export const PolicyRule = Type.Object(
  {
    name: Key,
    actions: Type.Array(Type.Union(POLICY_ACTIONS.map((action) => Type.Literal(action))), {
      minItems: 1,
      maxItems: POLICY_ACTIONS.length,
    }),
    subjects: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Za-z0-9._*-]{1,100}$' }), {
        minItems: 1,
        maxItems: 100,
        description: 'Keys it is about, * for any characters; absent: all.',
      }),
    ),
    automatic: Type.Optional(Type.Boolean({ description: 'Whether the system may do it by itself.' })),
    actors: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 100,
        description: 'Who may; absent: whoever has the role.',
      }),
    ),
    approvals: Type.Optional(Type.Integer({ minimum: 0, maximum: 5 })),
    windows: Type.Optional(Type.Array(PolicyWindow, { minItems: 1, maxItems: 20 })),
    freezes: Type.Optional(Type.Array(PolicyFreeze, { minItems: 1, maxItems: 100 })),
    thresholds: Type.Optional(
      Type.Partial(Type.Omit(PromotionThresholds, ['decisionMethod']), {
        description: 'What a promotion has to reach at least, whoever asks for less.',
        ...strict,
      }),
    ),
  },
  strict,
);
export type PolicyRule = Static<typeof PolicyRule>;

/** What may be done, when, by whom and with how many approvals; every rule that is about an action has to allow it. */
export const PolicyDocument = Type.Object({ rules: Type.Array(PolicyRule, { maxItems: 50 }) }, strict);
export type PolicyDocument = Static<typeof PolicyDocument>;

export const PolicyChanged = defineEvent({
  type: 'PolicyChanged',
  version: 1,
  topic: TOPICS.promotions.name,
  description:
    'What may be promoted, advanced and rolled back from now on, in place of what was said before.',
  data: Type.Object({ document: PolicyDocument, reason: Reason }, strict),
});
export type PolicyChanged = EventOf<typeof PolicyChanged>;
