import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { MetricSpec } from './metric-spec.js';
import { Instant, Key, Phase, Run } from './shared-schemas.js';

const strict = { additionalProperties: false };
const ExactSum = Type.String({ pattern: '^-?[0-9]+(\\.[0-9]+)?$', description: 'Exact decimal.' });

/** Position in the log up to which (exclusive) something has been applied. */
export const LogPosition = Type.Object(
  { topic: Type.String(), partition: Type.Integer({ minimum: 0 }), offset: Type.Integer({ minimum: 0 }) },
  strict,
);
export type LogPosition = Static<typeof LogPosition>;

/**
 * Sufficient statistics of one metric in one variant and phase: exact sums over units of y (what is measured), d
 * (the denominator of a ratio), x and e (y and d before first exposure), and of their products. Only those that the
 * metric needs are there.
 */
export const MetricSums = Type.Object(
  {
    metric: Key,
    /** Which definition of the metric: 1 is the one the experiment was created with. */
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    n: Type.Integer({ minimum: 0 }),
    sum: ExactSum,
    sumSquares: ExactSum,
    denominatorSum: Type.Optional(ExactSum),
    denominatorSumSquares: Type.Optional(ExactSum),
    numeratorDenominatorSum: Type.Optional(ExactSum),
    preSum: Type.Optional(ExactSum),
    preSumSquares: Type.Optional(ExactSum),
    prePostSum: Type.Optional(ExactSum),
    denominatorPreSum: Type.Optional(ExactSum),
    denominatorPreSumSquares: Type.Optional(ExactSum),
    denominatorPrePostSum: Type.Optional(ExactSum),
    preDenominatorPreSum: Type.Optional(ExactSum),
    denominatorPreNumeratorPostSum: Type.Optional(ExactSum),
    preDenominatorPostSum: Type.Optional(ExactSum),
    /** Bandits: sums over units weighted by w = 1 / propensity. */
    weightSum: Type.Optional(ExactSum),
    weightedSum: Type.Optional(ExactSum),
    weightedSumSquares: Type.Optional(ExactSum),
    /** Of w², and of w² times the value: what an estimate for another policy needs. */
    weightSumSquares: Type.Optional(ExactSum),
    squareWeightedSum: Type.Optional(ExactSum),
    /** Quantiles: units by bucket of their value, in order of the bucket. */
    buckets: Type.Optional(Type.Array(Type.Tuple([Type.Integer(), Type.Integer({ minimum: 1 })]))),
  },
  strict,
);
export type MetricSums = Static<typeof MetricSums>;

export const VariantSums = Type.Object(
  {
    variant: Key,
    phase: Phase,
    units: Type.Integer({ minimum: 0 }),
    unitsWithError: Type.Integer({ minimum: 0 }),
    metrics: Type.Array(MetricSums),
  },
  strict,
);
export type VariantSums = Static<typeof VariantSums>;

/** What of the definition is needed to judge a snapshot by itself, whenever the definition arrives elsewhere. */
export const SnapshotDesign = Type.Object(
  {
    control: Type.Union([Key, Type.Null()]),
    primaryMetric: Type.Union([Key, Type.Null()]),
    plannedUnits: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  },
  strict,
);
export type SnapshotDesign = Static<typeof SnapshotDesign>;

export const MetricsSnapshot = defineEvent({
  type: 'MetricsSnapshot',
  version: 1,
  topic: TOPICS.metrics.name,
  description:
    'Sufficient statistics of a run, with the offsets they cover and the instant they are complete to.',
  data: Type.Object(
    {
      experiment: Key,
      run: Run,
      design: Type.Optional(SnapshotDesign),
      metrics: Type.Array(MetricSpec),
      variants: Type.Array(VariantSums),
      matured: Type.Optional(
        Type.Array(VariantSums, {
          description:
            'The units whose attribution window on the primary metric is over, with that metric alone: what a decision rests on. Left out where no unit waits.',
        }),
      ),
      excludedUnits: Type.Integer({ minimum: 0, description: 'Units seen in more than one variant.' }),
      unlistedUnits: Type.Optional(
        Type.Integer({
          minimum: 0,
          description:
            'Units in further variants and phases that the experiment does not have than are listed under variants.',
        }),
      ),
      leftOut: Type.Optional(
        Type.Array(Key, { description: 'Metrics without which the event is not too large for the log.' }),
      ),
      firstExposureAt: Type.Union([Instant, Type.Null()]),
      lastExposureAt: Type.Union([Instant, Type.Null()]),
      lastEventAt: Type.Union([Instant, Type.Null()]),
      offsets: Type.Array(LogPosition),
      completeTo: Type.Union([Instant, Type.Null()]),
    },
    strict,
  ),
});
export type MetricsSnapshot = EventOf<typeof MetricsSnapshot>;
