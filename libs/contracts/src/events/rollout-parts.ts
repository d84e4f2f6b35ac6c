import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { Key } from './shared-schemas.js';

const strict = { additionalProperties: false };

export const Activation = Type.String({
  format: 'uuid',
  description: 'Outcomes carry it; the error window begins with it.',
});
export const Percentage = Type.Number({ minimum: 0, maximum: 100 });
export const TierKey = Type.Intersect([Key], { description: 'One of the tiers of the rollout.' });
export const VersionNumber = Type.Integer({
  minimum: 1,
  description: '1, 2, 3 … in the order of publishing.',
});
export const VersionName = Type.String({ minLength: 1, maxLength: 100 });
export const VersionRef = Type.Object({ number: VersionNumber, name: VersionName }, strict);
export type VersionRef = Static<typeof VersionRef>;

export const RolloutTier = Type.Object(
  {
    key: Key,
    name: Type.String({ minLength: 1, maxLength: 100 }),
    percentage: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
  },
  strict,
);
export type RolloutTier = Static<typeof RolloutTier>;

/** When the outcomes of a rollout call for a rollback. */
export const ErrorThreshold = Type.Object(
  {
    errorRate: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Fraction; above it the rollout is rolled back.',
    }),
    windowMs: Type.Integer({ minimum: 1000 }),
    minOutcomes: Type.Integer({ minimum: 1 }),
    per: Type.Optional(
      Type.Union([Type.Literal('units'), Type.Literal('outcomes')], {
        description: 'What the rate is a fraction of; absent: units.',
      }),
    ),
  },
  strict,
);
export type ErrorThreshold = Static<typeof ErrorThreshold>;

/** The longest list of units by name; larger groups are segments. */
export const MOST_LISTED = 10_000;

/** Units on a list, each as hex SHA-256 of `<rollout key>:<unit>`: decision streams hold no personal data. */
export const UnitDigests = Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: MOST_LISTED });

const SegmentKeys = Type.Array(Key, { maxItems: 20 });

/** Sets of units by name, whose content is that of the moment. */
export const RolloutSegmentKeys = Type.Object(
  {
    allow: Type.Optional(Type.Intersect([SegmentKeys], { description: 'On in any case.' })),
    deny: Type.Optional(Type.Intersect([SegmentKeys], { description: 'Off in any case; beats allow.' })),
    only: Type.Optional(
      Type.Intersect([SegmentKeys], {
        description: 'The shares of the tiers are of these; nobody else has it.',
      }),
    ),
  },
  strict,
);
export type RolloutSegmentKeys = Static<typeof RolloutSegmentKeys>;

/** The tier of a rollout that is on for nobody. */
export const TIER_OFF = 'tier_0_disabled';

/** The tiers of a rollout that names none of its own, above the one that is off. */
export const DEFAULT_TIERS: readonly RolloutTier[] = [
  { key: 'tier_1_internal', name: 'Internal', percentage: 1 },
  { key: 'tier_2_early_adopters', name: 'Early adopters', percentage: 10 },
  { key: 'tier_3_general', name: 'General', percentage: 50 },
  { key: 'tier_4_full', name: 'Full', percentage: 100 },
];

export const TRIGGER_METRICS = ['error_rate', 'p95_latency_ms', 'errors', 'server_errors'] as const;

/** The rollout is rolled back when every one of the last minutes was above the limit. */
export const TriggerRule = Type.Object(
  {
    name: Key,
    metric: Type.Union(TRIGGER_METRICS.map((metric) => Type.Literal(metric))),
    above: Type.Number({
      minimum: 0,
      description: 'A fraction (error_rate), milliseconds (p95_latency_ms), or a count in a minute.',
    }),
    minutes: Type.Integer({ minimum: 1, maximum: 30, description: 'Consecutive minutes.' }),
    minOutcomes: Type.Integer({ minimum: 1, description: 'Fewer in these minutes are no evidence.' }),
  },
  strict,
);
export type TriggerRule = Static<typeof TriggerRule>;

/** What one minute brought: the evidence of a trigger rule. */
export const TriggerMinute = Type.Object(
  {
    outcomes: Type.Integer({ minimum: 0 }),
    value: Type.Union([Type.Number(), Type.Null()]),
  },
  strict,
);

export const SIGNAL_KINDS = [
  'deployment_failed',
  'database_incompatible',
  'schema_mismatch',
  'security_vulnerability',
] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];
export const SignalKind = Type.Union(SIGNAL_KINDS.map((kind) => Type.Literal(kind)));
export const SignalId = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Given by who signals; the same one counts once.',
});
export const SignalRef = Type.Object({ id: SignalId, kind: SignalKind }, strict);
