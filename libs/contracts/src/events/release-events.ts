import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import {
  ReleaseFeatureCertificate,
  ReleaseHealthCertificate,
  ReleaseStepCertificate,
} from './release-certificates.js';
import {
  ReleaseAnalysis,
  ReleaseEnvironmentName as Environment,
  ReleaseEvidence,
} from './release-evidence.js';
import { Approved, Key, Reason } from './shared-schemas.js';

const topic = TOPICS.releases.name;
const strict = { additionalProperties: false };
const Version = Type.String({ minLength: 1, maxLength: 100 });
const Fraction = Type.Number({ minimum: 0, maximum: 1 });
const Percent = Type.Integer({ minimum: 0, maximum: 100, description: 'Of the traffic of production.' });
const Features = Type.Array(Key, { maxItems: 100, description: 'Those that are on.' });
const Activation = Type.String({
  format: 'uuid',
  description: 'Outcomes carry it; the window of the evidence begins with it.',
});
const Override = Type.Optional(
  Type.Object({ reason: Reason, unmet: Type.Array(Type.String({ maxLength: 300 })) }, strict),
);

/** What the traffic of a release is divided by. */
export const ROUTING_KEYS = ['user', 'session', 'request'] as const;
export type RoutingKeyName = (typeof ROUTING_KEYS)[number];

/** What led to a rollback. */
const RELEASE_TRIGGERS = ['manual', 'feature_disabled', 'compliance', 'health', 'analysis'] as const;
const Trigger = Type.Union(RELEASE_TRIGGERS.map((name) => Type.Literal(name)));

export const ReleaseCreated = defineEvent({
  type: 'ReleaseCreated',
  version: 1,
  topic,
  description: 'A version is going to be released; nobody gets it yet.',
  data: Type.Object(
    {
      key: Key,
      name: Type.String({ minLength: 1, maxLength: 200 }),
      version: Version,
      stableVersion: Type.Union([Version, Type.Null()]),
      features: Type.Array(Key, { maxItems: 100, description: 'Flags that are on where the version is.' }),
      routingKey: Type.Union(ROUTING_KEYS.map((name) => Type.Literal(name))),
      ramp: Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), { minItems: 1, maxItems: 100 }),
      holdHours: Type.Number({ minimum: 0, maximum: 8760, description: 'Before the next step.' }),
      autoAdvance: Type.Boolean({ description: 'Goes up the ramp by itself after each hold.' }),
      autoRollback: Type.Boolean(),
      slo: Type.Object({ canary: Fraction, production: Fraction }, strict),
      windowMs: Type.Integer({ minimum: 10_000, maximum: 3_600_000 }),
      minOutcomes: Type.Integer({ minimum: 1, description: 'Fewer of the canary are no evidence.' }),
      analysis: Type.Union([ReleaseAnalysis, Type.Null()]),
    },
    strict,
  ),
});
export type ReleaseCreated = EventOf<typeof ReleaseCreated>;

export const ReleaseStarted = defineEvent({
  type: 'ReleaseStarted',
  version: 1,
  topic,
  description: 'The version gets traffic.',
  data: Type.Object(
    {
      ...Approved,
      activation: Activation,
      environment: Environment,
      trafficPercent: Percent,
      features: Features,
      override: Override,
    },
    strict,
  ),
});
export type ReleaseStarted = EventOf<typeof ReleaseStarted>;

const moved = {
  activation: Activation,
  trafficPercent: Percent,
  evidence: Type.Union([ReleaseEvidence, Type.Null()]),
  certificate: Type.Optional(ReleaseStepCertificate),
  override: Override,
};

export const ReleaseAdvanced = defineEvent({
  type: 'ReleaseAdvanced',
  version: 1,
  topic,
  description: 'The canary gets its next share of the traffic.',
  data: Type.Object({ ...Approved, ...moved, automatic: Type.Boolean() }, strict),
});
export type ReleaseAdvanced = EventOf<typeof ReleaseAdvanced>;

export const ReleasePromoted = defineEvent({
  type: 'ReleasePromoted',
  version: 1,
  topic,
  description: 'The version reached its next environment.',
  data: Type.Object({ ...Approved, ...moved, environment: Environment }, strict),
});
export type ReleasePromoted = EventOf<typeof ReleasePromoted>;

export const ReleasePaused = defineEvent({
  type: 'ReleasePaused',
  version: 1,
  topic,
  description: 'The version keeps its traffic and does not go on.',
  data: Type.Object({ reason: Reason }, strict),
});
export type ReleasePaused = EventOf<typeof ReleasePaused>;

export const ReleaseResumed = defineEvent({
  type: 'ReleaseResumed',
  version: 1,
  topic,
  description: 'The version may go on.',
  data: Type.Object({ ...Approved, activation: Activation }, strict),
});
export type ReleaseResumed = EventOf<typeof ReleaseResumed>;

export const ReleaseFeatureEnabled = defineEvent({
  type: 'ReleaseFeatureEnabled',
  version: 1,
  topic,
  description: 'A feature of the version is on.',
  data: Type.Object({ ...Approved, feature: Key, reason: Reason }, strict),
});
export type ReleaseFeatureEnabled = EventOf<typeof ReleaseFeatureEnabled>;

export const ReleaseFeatureDisabled = defineEvent({
  type: 'ReleaseFeatureDisabled',
  version: 1,
  topic,
  description: 'A feature of the version is off.',
  data: Type.Object({ ...Approved, feature: Key, reason: Reason }, strict),
});
export type ReleaseFeatureDisabled = EventOf<typeof ReleaseFeatureDisabled>;

export const ReleaseAutoRollbackSet = defineEvent({
  type: 'ReleaseAutoRollbackSet',
  version: 1,
  topic,
  description: 'Whether the version is rolled back without a person.',
  data: Type.Object({ ...Approved, enabled: Type.Boolean(), reason: Reason }, strict),
});
export type ReleaseAutoRollbackSet = EventOf<typeof ReleaseAutoRollbackSet>;

const rollback = {
  trigger: Trigger,
  reason: Reason,
  evidence: Type.Union([ReleaseEvidence, Type.Null()]),
  certificate: Type.Optional(
    Type.Union([ReleaseHealthCertificate, ReleaseFeatureCertificate], {
      description: 'Where the version had traffic.',
    }),
  ),
};

export const ReleaseRolledBack = defineEvent({
  type: 'ReleaseRolledBack',
  version: 1,
  topic,
  description: 'All traffic goes to the stable version of production; the features of the release are off.',
  data: Type.Object({ ...Approved, activation: Activation, automatic: Type.Boolean(), ...rollback }, strict),
});
export type ReleaseRolledBack = EventOf<typeof ReleaseRolledBack>;

export const ReleaseRollbackWithheld = defineEvent({
  type: 'ReleaseRollbackWithheld',
  version: 1,
  topic,
  description: 'The version would have been rolled back, had autoRollback been on.',
  data: Type.Object({ activation: Activation, ...rollback }, strict),
});
export type ReleaseRollbackWithheld = EventOf<typeof ReleaseRollbackWithheld>;

export const ReleaseCompleted = defineEvent({
  type: 'ReleaseCompleted',
  version: 1,
  topic,
  description: 'The version is the stable one of production and is watched no longer.',
  data: Type.Object(
    {
      ...Approved,
      activation: Activation,
      evidence: Type.Union([ReleaseEvidence, Type.Null()]),
      certificate: Type.Optional(ReleaseStepCertificate),
      override: Override,
    },
    strict,
  ),
});
export type ReleaseCompleted = EventOf<typeof ReleaseCompleted>;

export const ReleaseAborted = defineEvent({
  type: 'ReleaseAborted',
  version: 1,
  topic,
  description:
    'The release is given up: all traffic goes to the stable version, and it does not start again.',
  data: Type.Object({ ...Approved, activation: Activation, reason: Reason }, strict),
});
export type ReleaseAborted = EventOf<typeof ReleaseAborted>;

export type ReleaseEvent =
  | ReleaseCreated
  | ReleaseStarted
  | ReleaseAdvanced
  | ReleasePromoted
  | ReleasePaused
  | ReleaseResumed
  | ReleaseFeatureEnabled
  | ReleaseFeatureDisabled
  | ReleaseAutoRollbackSet
  | ReleaseRolledBack
  | ReleaseRollbackWithheld
  | ReleaseCompleted
  | ReleaseAborted;
