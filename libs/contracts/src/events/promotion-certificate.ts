import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { DecisionCheck, Seal, Sha256 } from '../certificates/certificate-parts.js';
import { LogPosition, VariantSums } from './metrics-events.js';
import { MetricSpec } from './metric-spec.js';
import { Instant, Key, Run } from './shared-schemas.js';

const strict = { additionalProperties: false };

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

/** An alert on a guardrail of the experiment, as it was raised. */
export const GuardrailBreach = Type.Object(
  {
    rule: Type.String({ maxLength: 64 }),
    subject: Type.String({ maxLength: 220 }),
    message: Type.String({ maxLength: 500 }),
    value: Type.Union([Type.Number(), Type.Null()]),
    limit: Type.Union([Type.Number(), Type.Null()]),
    raisedAt: Instant,
  },
  strict,
);
export type GuardrailBreach = Static<typeof GuardrailBreach>;

/** The look at a fixed horizon that a run has had, and what it said. */
export const EarlierLook = Type.Object(
  { decidedAt: Instant, isEligible: Type.Boolean(), certificate: Sha256 },
  strict,
);
export type EarlierLook = Static<typeof EarlierLook>;

/** All that is needed to recompute a verdict, from itself alone. */
export const Certificate = Type.Object(
  {
    ...Seal,
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
    matured: Type.Optional(
      Type.Array(VariantSums, {
        description:
          'Units whose attribution window is over; left out where no unit waits. Comparison and sample size rest on them.',
      }),
    ),
    excludedUnits: Type.Integer({ minimum: 0 }),
    runningMinimumP: Type.Array(
      Type.Object({ variant: Key, pValue: Type.Number({ minimum: 0, maximum: 1 }) }, strict),
      { description: 'Smallest always-valid p-value over all recorded snapshots of the run.' },
    ),
    plannedUnits: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    isBandit: Type.Optional(
      Type.Boolean({
        description: 'Its weights follow the results: there is no split to hold units against.',
      }),
    ),
    guardrailBreaches: Type.Optional(
      Type.Array(GuardrailBreach, { description: 'Alerts on its guardrails that were open.' }),
    ),
    plannedEnd: Type.Optional(
      Type.Union([Instant, Type.Null()], { description: 'Pre-registered end, for a fixed horizon.' }),
    ),
    earlierLook: Type.Optional(
      Type.Union([EarlierLook, Type.Null()], { description: 'A fixed horizon is looked at once.' }),
    ),
    startedAt: Instant,
    decidedAt: Instant,
    runtimeUntil: Type.Intersect([Instant], {
      description: 'For imported data, the time of the last event.',
    }),
    completeTo: Type.Union([Instant, Type.Null()]),
    offsets: Type.Array(LogPosition),
    thresholds: PromotionThresholds,
    checks: Type.Array(DecisionCheck),
    isEligible: Type.Boolean(),
    winner: Type.Union([Key, Type.Null()]),
    confidence: Type.Union([Type.Number(), Type.Null()]),
    improvement: Type.Union([Type.Number(), Type.Null()]),
  },
  strict,
);
export type Certificate = Static<typeof Certificate>;
