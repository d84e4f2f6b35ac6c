import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { MetricSpec } from './metric-spec.js';
import { Key } from './shared-schemas.js';

const strict = { additionalProperties: false };

/** A targeting rule as plain JSON; its language belongs to `@assay/bucketing`, which checks it when it is defined. */
export const RuleJson = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  description: 'A targeting rule; segments are named, their content is that of the moment.',
});

/** A limit that pauses the experiment as soon as outcomes pass it. */
export const ThresholdGuardrail = Type.Object(
  {
    kind: Type.Literal('threshold'),
    measure: Type.Union(
      ['error_rate', 'latency_p50', 'latency_p95', 'latency_p99'].map((measure) => Type.Literal(measure)),
      { description: 'error_rate: share of outcomes, 0 to 1; latencies: milliseconds.' },
    ),
    above: Type.Number({ minimum: 0, description: 'Breached when the measure is larger.' }),
    windowSeconds: Type.Integer({ minimum: 10, maximum: 604_800 }),
    minimumOutcomes: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  strict,
);

export type ThresholdGuardrail = Static<typeof ThresholdGuardrail>;

/** A metric that no variant may harm against control. */
export const MetricGuardrail = Type.Object({ kind: Type.Literal('metric'), metric: MetricSpec }, strict);

export const Guardrail = Type.Union([ThresholdGuardrail, MetricGuardrail]);
export type Guardrail = Static<typeof Guardrail>;

/** Another flag that must serve the unit one of these variants (of a rollout: `on`, `off`). */
export const Prerequisite = Type.Object(
  { flag: Key, variants: Type.Array(Key, { minItems: 1, maxItems: 50 }) },
  strict,
);

/** How units are spread, for teams that come from another system. */
export const Hashing = Type.Object(
  {
    algorithm: Type.Union(
      (['murmur3', 'md5', 'sha256', 'growthbook-v1', 'growthbook-v2', 'unleash'] as const).map((name) =>
        Type.Literal(name),
      ),
    ),
    gate: Type.Optional(
      Type.Union([Type.Literal('independent'), Type.Literal('coverage'), Type.Literal('shared')]),
    ),
    text: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'What md5 and sha256 hash, with `{unit}`.' }),
    ),
    salt: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'The salt of the first run: seed, group id or key of the system it comes from.',
      }),
    ),
  },
  strict,
);
