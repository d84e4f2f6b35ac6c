import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { CountedOffsets, DecisionCheck, Requested, Seal } from '../certificates/certificate-parts.js';
import { ReleaseAnalysis, ReleaseEnvironmentName, ReleaseEvidence } from './release-evidence.js';
import { oneOf, orNull } from './schema-shapes.js';
import { Instant, Key, LatencyBuckets } from './shared-schemas.js';

const strict = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const Fraction = Type.Number({ minimum: 0, maximum: 1 });

/** The most points of all metrics together that an analysis is judged on, so that its certificate holds all of them. */
export const MOST_ANALYSED_POINTS = 10_000;

/** How many points of each side of a metric that are: the newest ones. */
export const pointsOfSide = (metrics: number): number =>
  Math.floor(MOST_ANALYSED_POINTS / (2 * Math.max(1, metrics)));

const about = {
  ...Seal,
  release: Key,
  activation: Type.String({ format: 'uuid', description: 'The activation that the outcomes are of.' }),
  decidedAt: Instant,
};
const Side = Type.Object({ outcomes: Count, errors: Count, latencies: LatencyBuckets }, strict);
const Points = Type.Array(Type.Number(), { maxItems: MOST_ANALYSED_POINTS });
const { name, group, critical, direction } = ReleaseAnalysis.properties.metrics.items.properties;
const { weights, pass, marginal, minPoints } = ReleaseAnalysis.properties;

/** The series of the metrics, and how they are judged. */
export const AnalysedSeries = Type.Object(
  {
    judgedAt: Type.Intersect([orNull(Instant)], { description: 'null: not yet, in this activation.' }),
    ...{ weights, pass, marginal, minPoints },
    metrics: Type.Array(
      Type.Object(
        {
          ...{ name, group, critical, direction },
          ...{ canary: Points, stable: Points },
          note: Type.Optional(Type.String({ maxLength: 300, description: 'Why there are no points.' })),
        },
        strict,
      ),
      { maxItems: 50 },
    ),
  },
  strict,
);
export type AnalysedSeries = Static<typeof AnalysedSeries>;

/** What was seen of both sides of a release, and what it is held against. */
const observed = {
  environment: ReleaseEnvironmentName,
  from: Instant,
  to: Instant,
  canary: Side,
  stable: Side,
  slo: Fraction,
  minOutcomes: Type.Integer({ minimum: 1 }),
  analysis: orNull(AnalysedSeries),
  offsets: CountedOffsets,
};
const concluded = {
  checks: Type.Array(DecisionCheck),
  score: ReleaseEvidence.properties.score,
  recommendation: ReleaseEvidence.properties.recommendation,
};

/** Whether the outcomes of a release call for its rollback; of one that somebody asks for, what they said then. */
export const ReleaseHealthCertificate = Type.Object(
  {
    ...about,
    ...observed,
    autoRollback: Type.Boolean(),
    requested: Requested,
    ...concluded,
    verdict: oneOf('roll_back', 'withhold', 'stay', 'requested'),
  },
  strict,
);
export type ReleaseHealthCertificate = Static<typeof ReleaseHealthCertificate>;

/** Whether a release may go on: to its next share, its next environment, or its end. */
export const ReleaseStepCertificate = Type.Object(
  {
    ...about,
    ...observed,
    asked: oneOf('advance', 'promote', 'complete'),
    target: Type.Intersect([orNull(ReleaseEnvironmentName)], { description: 'Of a promotion.' }),
    trafficPercent: Type.Integer({ minimum: 0, maximum: 100, description: 'Before the step.' }),
    ramp: Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), { maxItems: 100 }),
    status: oneOf('in_progress', 'paused'),
    progressedMs: Type.Number({ description: 'How long it has gone on in its step.' }),
    holdHours: Type.Number({ minimum: 0 }),
    isOverridden: Type.Boolean({ description: 'Somebody wants it whatever the conditions say.' }),
    ...concluded,
    verdict: oneOf('go_on', 'stay'),
  },
  strict,
);
export type ReleaseStepCertificate = Static<typeof ReleaseStepCertificate>;

/** What comes of a feature that is switched off while its version has traffic. It rests on no outcomes. */
export const ReleaseFeatureCertificate = Type.Object(
  {
    ...about,
    feature: Key,
    enabled: Type.Boolean(),
    autoRollback: Type.Boolean(),
    checks: Type.Array(DecisionCheck),
    verdict: oneOf('roll_back', 'withhold', 'stay'),
  },
  strict,
);
export type ReleaseFeatureCertificate = Static<typeof ReleaseFeatureCertificate>;
