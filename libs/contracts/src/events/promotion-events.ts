import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { MetricSpec } from './metric-spec.js';
import { Instant, JsonObject, Key, Reason, Run } from './shared-schemas.js';
import { LogPosition, VariantSums } from './metrics-events.js';

const topic = TOPICS.promotions.name;
const strict = { additionalProperties: false };
const PromotionId = Type.String({ format: 'uuid' });

export const DecisionMethod = Type.Union([
  Type.Literal('sequential'),
  Type.Literal('fixed-horizon'),
  Type.Literal('z-test'),
]);

/** The thresholds a promotion is held against; percentages where the name says percent, fractions elsewhere. */
export const PromotionThresholds = Type.Object(
  {
    minSampleSize: Type.Integer({ minimum: 1, description: 'Units per variant.' }),
    minConfidencePercent: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 100 }),
    minImprovementPercent: Type.Number({ minimum: 0 }),
    minRuntimeHours: Type.Number({ minimum: 0 }),
    maxErrorRate: Type.Number({ minimum: 0, maximum: 1 }),
    maxLagSeconds: Type.Number({ exclusiveMinimum: 0 }),
    decisionMethod: DecisionMethod,
  },
  strict,
);
export type PromotionThresholds = Static<typeof PromotionThresholds>;

export const PromotionCheck = Type.Object(
  {
    name: Type.String(),
    passed: Type.Boolean(),
    value: Type.Union([Type.Number(), Type.String(), Type.Null()]),
    threshold: Type.Union([Type.Number(), Type.String(), Type.Null()]),
  },
  strict,
);
export type PromotionCheck = Static<typeof PromotionCheck>;

/** All that is needed to recompute a verdict, from itself alone. */
export const Certificate = Type.Object(
  {
    engineVersion: Type.String(),
    experiment: Key,
    run: Run,
    experimentVersion: Type.Integer({
      minimum: 1,
      description: 'Stream version of the experiment that is certified.',
    }),
    control: Type.Union([Key, Type.Null()]),
    primaryMetric: Type.Union([MetricSpec, Type.Null()]),
    weights: Type.Array(
      Type.Object({ variant: Key, phase: Type.Integer({ minimum: 1 }), weight: Type.Number() }, strict),
    ),
    variants: Type.Array(VariantSums),
    excludedUnits: Type.Integer({ minimum: 0 }),
    runningMinimumP: Type.Array(
      Type.Object({ variant: Key, pValue: Type.Number({ minimum: 0, maximum: 1 }) }, strict),
      { description: 'Smallest always-valid p-value over all recorded snapshots of the run.' },
    ),
    plannedUnits: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    startedAt: Instant,
    decidedAt: Instant,
    runtimeUntil: Type.Intersect([Instant], {
      description: 'For imported data, the time of the last event.',
    }),
    completeTo: Type.Union([Instant, Type.Null()]),
    offsets: Type.Array(LogPosition),
    thresholds: PromotionThresholds,
    checks: Type.Array(PromotionCheck),
    isEligible: Type.Boolean(),
    winner: Type.Union([Key, Type.Null()]),
    confidence: Type.Union([Type.Number(), Type.Null()]),
    improvement: Type.Union([Type.Number(), Type.Null()]),
    hash: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 of the canonical JSON without this field.',
    }),
  },
  strict,
);
export type Certificate = Static<typeof Certificate>;

export const PromotionRequested = defineEvent({
  type: 'PromotionRequested',
  version: 1,
  topic,
  description: 'A winner is to be served to all; the owner of the experiment decides whether it still may.',
  data: Type.Object(
    {
      promotionId: PromotionId,
      experiment: Key,
      experimentVersion: Type.Integer({ minimum: 1 }),
      variant: Key,
      promotionType: Type.Union([Type.Literal('auto'), Type.Literal('manual')]),
      onBehalfOf: Type.Optional(Type.String({ maxLength: 200 })),
      metadata: Type.Optional(JsonObject),
      certificate: Certificate,
    },
    strict,
  ),
});
export type PromotionRequested = EventOf<typeof PromotionRequested>;

export const PromotionCompleted = defineEvent({
  type: 'PromotionCompleted',
  version: 1,
  topic,
  description: 'The experiment was concluded with the winner.',
  data: Type.Object({ promotionId: PromotionId, experiment: Key, variant: Key }, strict),
});
export type PromotionCompleted = EventOf<typeof PromotionCompleted>;

export const PromotionRefused = defineEvent({
  type: 'PromotionRefused',
  version: 1,
  topic,
  description:
    'The owner of the experiment refused, for instance because it has changed since the certificate.',
  data: Type.Object(
    { promotionId: PromotionId, experiment: Key, code: Type.String({ maxLength: 100 }), reason: Reason },
    strict,
  ),
});
export type PromotionRefused = EventOf<typeof PromotionRefused>;

export const PromotionRollbackRequested = defineEvent({
  type: 'PromotionRollbackRequested',
  version: 1,
  topic,
  description: 'Control is to be served to all again.',
  data: Type.Object(
    {
      promotionId: PromotionId,
      experiment: Key,
      reason: Reason,
      onBehalfOf: Type.Optional(Type.String({ maxLength: 200 })),
      metricsAtRollback: Type.Array(VariantSums),
    },
    strict,
  ),
});
export type PromotionRollbackRequested = EventOf<typeof PromotionRollbackRequested>;

export const PromotionRolledBack = defineEvent({
  type: 'PromotionRolledBack',
  version: 1,
  topic,
  description: 'The experiment serves control to all.',
  data: Type.Object({ promotionId: PromotionId, experiment: Key, variant: Key }, strict),
});
export type PromotionRolledBack = EventOf<typeof PromotionRolledBack>;

export type PromotionEvent =
  | PromotionRequested
  | PromotionCompleted
  | PromotionRefused
  | PromotionRollbackRequested
  | PromotionRolledBack;
