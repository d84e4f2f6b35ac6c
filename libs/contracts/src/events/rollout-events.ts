import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Key, Reason } from './shared-schemas.js';

const topic = TOPICS.rollouts.name;
const strict = { additionalProperties: false };
const Activation = Type.String({
  format: 'uuid',
  description: 'Outcomes carry it; the error window begins with it.',
});
const Percentage = Type.Number({ minimum: 0, maximum: 100 });
/** Units on a list, each as hex SHA-256 of `<rollout key>:<unit>`: decision streams hold no personal data. */
const UnitDigests = Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: 10_000 });

export const ROLLOUT_TIERS = {
  tier_0_disabled: 0,
  tier_1_internal: 1,
  tier_2_early_adopters: 10,
  tier_3_general: 50,
  tier_4_full: 100,
} as const;
export type RolloutTier = keyof typeof ROLLOUT_TIERS;
const Tier = Type.Union((Object.keys(ROLLOUT_TIERS) as RolloutTier[]).map((tier) => Type.Literal(tier)));

export const RolloutCreated = defineEvent({
  type: 'RolloutCreated',
  version: 1,
  topic,
  description: 'A feature is going to be rolled out.',
  data: Type.Object(
    {
      key: Key,
      name: Type.String({ minLength: 1, maxLength: 200 }),
      salt: Type.String({ minLength: 1, maxLength: 100 }),
      allow: UnitDigests,
      deny: UnitDigests,
      errorThreshold: Type.Object(
        {
          errorRate: Type.Number({
            minimum: 0,
            maximum: 1,
            description: 'Fraction; above it the rollout is rolled back.',
          }),
          windowMs: Type.Integer({ minimum: 1000 }),
          minOutcomes: Type.Integer({ minimum: 1 }),
        },
        strict,
      ),
      minHoursInTier: Type.Number({ minimum: 0 }),
    },
    strict,
  ),
});
export type RolloutCreated = EventOf<typeof RolloutCreated>;

export const RolloutStarted = defineEvent({
  type: 'RolloutStarted',
  version: 1,
  topic,
  description: 'The feature is on for its first tier.',
  data: Type.Object({ activation: Activation, tier: Tier, percentage: Percentage }, strict),
});
export type RolloutStarted = EventOf<typeof RolloutStarted>;

export const RolloutAdvanced = defineEvent({
  type: 'RolloutAdvanced',
  version: 1,
  topic,
  description: 'The feature reached its next tier.',
  data: Type.Object(
    {
      activation: Activation,
      tier: Tier,
      percentage: Percentage,
      override: Type.Optional(
        Type.Object({ reason: Reason, unmet: Type.Array(Type.String({ maxLength: 300 })) }, strict),
      ),
    },
    strict,
  ),
});
export type RolloutAdvanced = EventOf<typeof RolloutAdvanced>;

export const RolloutPaused = defineEvent({
  type: 'RolloutPaused',
  version: 1,
  topic,
  description: 'The feature stays on for its tier and does not advance.',
  data: Type.Object({ reason: Reason }, strict),
});
export type RolloutPaused = EventOf<typeof RolloutPaused>;

export const RolloutResumed = defineEvent({
  type: 'RolloutResumed',
  version: 1,
  topic,
  description: 'The feature goes on in the tier it was paused in.',
  data: Type.Object({ activation: Activation, tier: Tier, percentage: Percentage }, strict),
});
export type RolloutResumed = EventOf<typeof RolloutResumed>;

export const RolloutRolledBack = defineEvent({
  type: 'RolloutRolledBack',
  version: 1,
  topic,
  description: 'The feature is off for everyone, the allow list included.',
  data: Type.Object(
    {
      activation: Activation,
      automatic: Type.Boolean(),
      reason: Reason,
      evidence: Type.Union([
        Type.Object(
          {
            units: Type.Integer({ minimum: 0 }),
            unitsWithError: Type.Integer({ minimum: 0 }),
            outcomes: Type.Integer({ minimum: 0 }),
            errorRate: Type.Number({ minimum: 0, maximum: 1 }),
            threshold: Type.Number({ minimum: 0, maximum: 1 }),
            windowMs: Type.Integer({ minimum: 1000 }),
          },
          strict,
        ),
        Type.Null(),
      ]),
    },
    strict,
  ),
});
export type RolloutRolledBack = EventOf<typeof RolloutRolledBack>;

export const RolloutCompleted = defineEvent({
  type: 'RolloutCompleted',
  version: 1,
  topic,
  description: 'The feature is on for everyone and stays on.',
  data: Type.Object({ activation: Activation }, strict),
});
export type RolloutCompleted = EventOf<typeof RolloutCompleted>;

export type RolloutEvent =
  | RolloutCreated
  | RolloutStarted
  | RolloutAdvanced
  | RolloutPaused
  | RolloutResumed
  | RolloutRolledBack
  | RolloutCompleted;
