import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import type { RolloutAudienceEvent } from './rollout-audience-events.js';
import {
  Activation,
  ErrorThreshold,
  Percentage,
  RolloutSegmentKeys,
  RolloutTier,
  SignalRef,
  TierKey,
  TriggerMinute,
  TriggerRule,
  UnitDigests,
  VersionName,
  VersionNumber,
  VersionRef,
} from './rollout-parts.js';
import type { RolloutPlanEvent } from './rollout-plan-events.js';
import type { RolloutSignalEvent } from './rollout-signal-events.js';
import { Approved, Key, Reason } from './shared-schemas.js';
import {
  RolloutNeedsCertificate,
  RolloutSignalCertificate,
  RolloutStepCertificate,
  RolloutTriggersCertificate,
  RolloutWindowCertificate,
} from './rollout-certificates.js';
import { LogPosition } from './metrics-events.js';

const topic = TOPICS.rollouts.name;
const strict = { additionalProperties: false };

export const RolloutCreated = defineEvent({
  type: 'RolloutCreated',
  version: 1,
  topic,
  description: 'A feature is going to be rolled out.',
  data: Type.Object(
    {
      key: Key,
      name: Type.String({ minLength: 1, maxLength: 200 }),
      salt: Type.String({ minLength: 1, maxLength: 100 }),
      allow: UnitDigests,
      deny: UnitDigests,
      errorThreshold: ErrorThreshold,
      minHoursInTier: Type.Number({ minimum: 0 }),
      tiers: Type.Optional(
        Type.Array(RolloutTier, {
          minItems: 1,
          maxItems: 20,
          description: 'Ascending, the last one 100 %; absent: the five of the house.',
        }),
      ),
      triggers: Type.Optional(Type.Array(TriggerRule, { maxItems: 20 })),
      version: Type.Optional(
        Type.Intersect([VersionName], { description: 'Name of its first version; absent: 1.' }),
      ),
      segments: Type.Optional(RolloutSegmentKeys),
    },
    strict,
  ),
});
export type RolloutCreated = EventOf<typeof RolloutCreated>;

export const RolloutStarted = defineEvent({
  type: 'RolloutStarted',
  version: 1,
  topic,
  description: 'A version of the feature is on for its first tier.',
  data: Type.Object(
    {
      ...Approved,
      activation: Activation,
      tier: TierKey,
      percentage: Percentage,
      version: Type.Optional(VersionRef),
    },
    strict,
  ),
});
export type RolloutStarted = EventOf<typeof RolloutStarted>;

export const RolloutAdvanced = defineEvent({
  type: 'RolloutAdvanced',
  version: 1,
  topic,
  description: 'The feature reached its next tier.',
  data: Type.Object(
    {
      ...Approved,
      activation: Activation,
      tier: TierKey,
      percentage: Percentage,
      override: Type.Optional(
        Type.Object({ reason: Reason, unmet: Type.Array(Type.String({ maxLength: 300 })) }, strict),
      ),
      scheduledStep: Type.Optional(
        Type.Integer({ minimum: 1, description: 'Which step of its schedule, where it went on by itself.' }),
      ),
      certificate: Type.Optional(RolloutStepCertificate),
    },
    strict,
  ),
});
export type RolloutAdvanced = EventOf<typeof RolloutAdvanced>;

export const RolloutPaused = defineEvent({
  type: 'RolloutPaused',
  version: 1,
  topic,
  description: 'The feature stays on for its tier and does not advance.',
  data: Type.Object(
    {
      reason: Reason,
      signal: Type.Optional(SignalRef),
      needed: Type.Optional(
        Type.Intersect([Key], { description: 'The rollout it needs, which fell below its tier.' }),
      ),
      certificate: Type.Optional(
        Type.Union([RolloutSignalCertificate, RolloutNeedsCertificate], {
          description: 'Where it was paused by itself.',
        }),
      ),
    },
    strict,
  ),
});
export type RolloutPaused = EventOf<typeof RolloutPaused>;

export const RolloutResumed = defineEvent({
  type: 'RolloutResumed',
  version: 1,
  topic,
  description: 'The feature goes on in the tier it was paused in.',
  data: Type.Object({ ...Approved, activation: Activation, tier: TierKey, percentage: Percentage }, strict),
});
export type RolloutResumed = EventOf<typeof RolloutResumed>;

export const RolloutRolledBack = defineEvent({
  type: 'RolloutRolledBack',
  version: 1,
  topic,
  description:
    'The version is off for everyone. Everyone has the one that is served instead; without one, the feature is off.',
  data: Type.Object(
    {
      ...Approved,
      activation: Activation,
      automatic: Type.Boolean(),
      reason: Reason,
      evidence: Type.Union([
        Type.Object(
          {
            units: Type.Integer({ minimum: 0 }),
            unitsWithError: Type.Integer({ minimum: 0 }),
            outcomes: Type.Integer({ minimum: 0 }),
            errorRate: Type.Number({ minimum: 0, maximum: 1 }),
            threshold: Type.Number({ minimum: 0, maximum: 1 }),
            windowMs: Type.Integer({ minimum: 1000 }),
            per: Type.Optional(Type.Union([Type.Literal('units'), Type.Literal('outcomes')])),
          },
          strict,
        ),
        Type.Null(),
      ]),
      trigger: Type.Optional(
        Type.Object(
          {
            rule: TriggerRule,
            minutes: Type.Array(TriggerMinute, { description: 'The last one first.' }),
          },
          strict,
        ),
      ),
      certificate: Type.Optional(
        Type.Union(
          [
            RolloutWindowCertificate,
            RolloutTriggersCertificate,
            RolloutSignalCertificate,
            RolloutNeedsCertificate,
          ],
          { description: 'Where outcomes were counted, or others asked for it.' },
        ),
      ),
      offsets: Type.Optional(
        Type.Array(LogPosition, {
          description: 'Of a breach without a certificate: what had been counted.',
        }),
      ),
      signal: Type.Optional(SignalRef),
      needed: Type.Optional(
        Type.Intersect([Key], { description: 'The rollout it needs, which fell below its tier.' }),
      ),
      version: Type.Optional(VersionRef),
      serving: Type.Optional(VersionRef),
    },
    strict,
  ),
});
export type RolloutRolledBack = EventOf<typeof RolloutRolledBack>;

export const RolloutCompleted = defineEvent({
  type: 'RolloutCompleted',
  version: 1,
  topic,
  description: 'The feature is on for everyone and stays on: its version is the live one.',
  data: Type.Object(
    { ...Approved, activation: Activation, certificate: Type.Optional(RolloutStepCertificate) },
    strict,
  ),
});
export type RolloutCompleted = EventOf<typeof RolloutCompleted>;

export const RolloutVersionPublished = defineEvent({
  type: 'RolloutVersionPublished',
  version: 1,
  topic,
  description: 'Another version of the feature can be started; it never changes.',
  data: Type.Object(
    {
      version: VersionNumber,
      name: VersionName,
      artifact: Type.Optional(
        Type.String({ minLength: 1, maxLength: 300, description: 'A commit, an image digest, a build.' }),
      ),
      notes: Type.Optional(Type.String({ maxLength: 2_000 })),
    },
    strict,
  ),
});
export type RolloutVersionPublished = EventOf<typeof RolloutVersionPublished>;

/** What happens in the stream of a rollout. */
export type RolloutEvent =
  | RolloutCreated
  | RolloutStarted
  | RolloutAdvanced
  | RolloutPaused
  | RolloutResumed
  | RolloutRolledBack
  | RolloutCompleted
  | RolloutVersionPublished
  | RolloutPlanEvent
  | RolloutAudienceEvent
  | RolloutSignalEvent;
