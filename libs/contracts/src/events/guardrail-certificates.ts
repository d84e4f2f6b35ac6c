import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { CountedOffsets, DecisionCheck, Seal } from '../certificates/certificate-parts.js';
import { ThresholdGuardrail } from './experiment-parts.js';
import { MetricSpec } from './metric-spec.js';
import { MetricSums } from './metrics-events.js';
import { WatchedWindow } from './promotion-watch.js';
import { oneOf, orNull } from './schema-shapes.js';
import { Instant, Key, Phase, Run } from './shared-schemas.js';

const strict = { additionalProperties: false };

const about = {
  ...Seal,
  experiment: Key,
  run: orNull(Run),
  runningSince: orNull(Instant),
  isAssignedHere: Type.Boolean({ description: 'Only then can a breach pause it.' }),
  offsets: CountedOffsets,
};
const concluded = {
  checks: Type.Array(DecisionCheck),
  verdict: oneOf('pause', 'alert', 'stay'),
};

/** Whether the outcomes under an experiment breach one of its thresholds. */
export const GuardrailThresholdCertificate = Type.Object(
  { ...about, decidedAt: Instant, guardrail: ThresholdGuardrail, window: WatchedWindow, ...concluded },
  strict,
);
export type GuardrailThresholdCertificate = Static<typeof GuardrailThresholdCertificate>;

/** Whether a variant of an experiment breaches a guardrail metric, by the statistics of a snapshot. */
export const GuardrailMetricCertificate = Type.Object(
  {
    ...about,
    snapshot: Type.String({ format: 'uuid', description: 'Id of the metrics snapshot it rests on.' }),
    completeTo: orNull(Instant),
    metric: MetricSpec,
    control: orNull(Key),
    variants: Type.Array(Key, { maxItems: 50 }),
    sums: Type.Array(Type.Object({ variant: Key, phase: Phase, sums: MetricSums }, strict)),
    ...concluded,
  },
  strict,
);
export type GuardrailMetricCertificate = Static<typeof GuardrailMetricCertificate>;

export type GuardrailCertificate = GuardrailThresholdCertificate | GuardrailMetricCertificate;
