import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { oneOf, orNull } from './schema-shapes.js';
import { Instant, Key } from './shared-schemas.js';

const strict = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const Fraction = Type.Number({ minimum: 0, maximum: 1 });

export const RELEASE_ENVIRONMENTS = ['canary', 'staging', 'production'] as const;
export type ReleaseEnvironment = (typeof RELEASE_ENVIRONMENTS)[number];
export const ReleaseEnvironmentName = oneOf(...RELEASE_ENVIRONMENTS);

/** What one side of a release met within the window. */
const ReleaseSide = Type.Object(
  { outcomes: Count, errors: Count, p99Ms: orNull(Type.Number({ minimum: 0 })) },
  strict,
);

/** What may be compared between the sides of a release, slot by slot, from its own outcomes. */
export const OUTCOME_MEASURES = ['error_rate', 'latency_p50', 'latency_p95', 'latency_p99'] as const;
export type OutcomeMeasure = (typeof OUTCOME_MEASURES)[number];

const Source = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('outcomes'),
      measure: Type.Union(OUTCOME_MEASURES.map((name) => Type.Literal(name))),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('prometheus'),
      canaryQuery: Type.String({ minLength: 1, maxLength: 2000, description: 'PromQL of the canary.' }),
      stableQuery: Type.String({
        minLength: 1,
        maxLength: 2000,
        description: 'PromQL of the stable version.',
      }),
    },
    strict,
  ),
]);

const Metric = Type.Object(
  {
    name: Key,
    group: Key,
    critical: Type.Boolean({ description: 'The score is 0 unless it passes.' }),
    direction: Type.Union(
      ['increase', 'decrease', 'either'].map((way) =>
        Type.Literal(way as 'increase' | 'decrease' | 'either'),
      ),
      { description: 'Which way it must not move.' },
    ),
    source: Source,
  },
  strict,
);

/** How a release is judged by the series of its metrics. */
export const ReleaseAnalysis = Type.Object(
  {
    metrics: Type.Array(Metric, { minItems: 1, maxItems: 50 }),
    weights: Type.Record(Type.String({ maxLength: 100 }), Type.Number({ minimum: 0, maximum: 100 }), {
      description: 'Percent of a group; groups without one share the rest.',
    }),
    pass: Type.Number({ minimum: 0, maximum: 100, description: 'From this score on it passes.' }),
    marginal: Type.Number({ minimum: 0, maximum: 100, description: 'Below this score it fails.' }),
    intervalMs: Type.Integer({ minimum: 1000, maximum: 3_600_000 }),
    stepMs: Type.Integer({
      minimum: 1000,
      maximum: 600_000,
      description: 'Between points of outside series.',
    }),
    minPoints: Type.Integer({ minimum: 2, maximum: 1000, description: 'Fewer of a side are no data.' }),
  },
  strict,
);

export type ReleaseAnalysis = Static<typeof ReleaseAnalysis>;

/** The score of the metrics, and how each of them was classified. */
const Judgement = Type.Object(
  {
    verdict: Type.Union(
      ['pass', 'marginal', 'fail', 'no_data'].map((name) =>
        Type.Literal(name as 'pass' | 'marginal' | 'fail' | 'no_data'),
      ),
    ),
    score: orNull(Type.Number({ minimum: 0, maximum: 100 })),
    metrics: Type.Array(
      Type.Object(
        {
          name: Key,
          group: Key,
          critical: Type.Boolean(),
          classification: Type.Union(
            ['Pass', 'High', 'Low', 'Nodata'].map((name) =>
              Type.Literal(name as 'Pass' | 'High' | 'Low' | 'Nodata'),
            ),
          ),
          canaryPoints: Count,
          stablePoints: Count,
          note: Type.Optional(Type.String({ maxLength: 300 })),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** What a decision about a release rests on; the verdict follows from it alone. */
export const ReleaseEvidence = Type.Object(
  {
    from: Instant,
    to: Instant,
    canary: ReleaseSide,
    stable: ReleaseSide,
    slo: Fraction,
    minOutcomes: Type.Integer({ minimum: 1 }),
    score: orNull(Fraction),
    recommendation: Type.Union(
      ['HEALTHY', 'MONITOR', 'ROLLBACK', 'HOLD'].map((name) =>
        Type.Literal(name as 'HEALTHY' | 'MONITOR' | 'ROLLBACK' | 'HOLD'),
      ),
    ),
    analysis: orNull(Judgement),
  },
  strict,
);
export type ReleaseEvidence = Static<typeof ReleaseEvidence>;
