import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { DecisionCheck, Seal } from '../certificates/certificate-parts.js';
import { ThresholdGuardrail } from './experiment-parts.js';
import { LogPosition, VariantSums } from './metrics-events.js';
import { Instant, Key, LatencyBuckets } from './shared-schemas.js';

const strict = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });

/** How a winner is watched after its promotion, as it was when it was promoted. */
export const PromotionWatch = Type.Object(
  {
    hours: Type.Number({ minimum: 0, maximum: 720, description: '0: not at all.' }),
    onBreach: Type.Union([Type.Literal('warn'), Type.Literal('roll_back')]),
    limits: Type.Array(ThresholdGuardrail, { maxItems: 21 }),
  },
  strict,
);
export type PromotionWatch = Static<typeof PromotionWatch>;

/** What may be said about the watch of an experiment’s winner; what is left out is as for the installation. */
export const WatchSettings = Type.Object(
  {
    hours: Type.Number({ minimum: 0, maximum: 720, description: '0: not at all.' }),
    onBreach: PromotionWatch.properties.onBreach,
    maxErrorRate: Type.Number({ minimum: 0, maximum: 1 }),
    windowSeconds: Type.Integer({ minimum: 60, maximum: 604_800 }),
    minimumOutcomes: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  strict,
);
export type WatchSettings = Static<typeof WatchSettings>;

/** The outcomes that one limit was held against. */
export const WatchedWindow = Type.Object(
  {
    since: Instant,
    outcomes: Count,
    errors: Count,
    latencies: LatencyBuckets,
  },
  strict,
);
export type WatchedWindow = Static<typeof WatchedWindow>;

/** All that a rollback rests on: what was seen of the winner, and what it was held against. */
export const RollbackCertificate = Type.Object(
  {
    ...Seal,
    experiment: Key,
    promotionId: Type.String({ format: 'uuid' }),
    variant: Key,
    promotedAt: Instant,
    decidedAt: Instant,
    decidedBy: Type.Union([Type.Literal('person'), Type.Literal('watch')]),
    watch: PromotionWatch,
    windows: Type.Array(WatchedWindow, { description: 'One for each limit of the watch, in its order.' }),
    metrics: Type.Array(VariantSums),
    offsets: Type.Array(LogPosition),
    completeTo: Type.Union([Instant, Type.Null()]),
    checks: Type.Array(DecisionCheck),
    isBreached: Type.Boolean(),
  },
  strict,
);
export type RollbackCertificate = Static<typeof RollbackCertificate>;
