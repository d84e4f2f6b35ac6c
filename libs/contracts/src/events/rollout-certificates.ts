import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { CountedOffsets, DecisionCheck, Requested, Seal } from '../certificates/certificate-parts.js';
import {
  Activation,
  ErrorThreshold,
  Percentage,
  RolloutTier,
  SignalId,
  SignalKind,
  TierKey,
  TriggerRule,
  VersionNumber,
} from './rollout-parts.js';
import { oneOf, orNull } from './schema-shapes.js';
import { Instant, Key, LatencyBuckets } from './shared-schemas.js';

const strict = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const Checks = Type.Array(DecisionCheck);

/** What decisions about a rollout have in common. */
const about = {
  ...Seal,
  rollout: Key,
  decidedAt: Instant,
};
/** The activation that the outcomes are of. */
const judged = { activation: Activation, offsets: CountedOffsets };
const Status = oneOf('planned', 'in_progress', 'paused', 'completed', 'rolled_back');

/** What the units that have a feature met. */
const Counts = Type.Object({ units: Count, unitsWithError: Count, outcomes: Count, errors: Count }, strict);

/** Whether the outcomes of the error window call for a rollback; of one that somebody asks for, what they said then. */
export const RolloutWindowCertificate = Type.Object(
  {
    ...about,
    ...judged,
    from: Type.Intersect([Instant], { description: 'Begin of the window.' }),
    counts: Counts,
    threshold: ErrorThreshold,
    requested: Requested,
    checks: Checks,
    verdict: oneOf('roll_back', 'stay', 'requested'),
  },
  strict,
);
export type RolloutWindowCertificate = Static<typeof RolloutWindowCertificate>;

const Minute = Type.Object(
  {
    outcomes: Count,
    errors: Count,
    serverErrors: Count,
    latencies: LatencyBuckets,
  },
  strict,
);

/** Whether the last minutes break a trigger rule. */
export const RolloutTriggersCertificate = Type.Object(
  {
    ...about,
    ...judged,
    since: Type.Intersect([Instant], { description: 'Begin of the activation.' }),
    rules: Type.Array(TriggerRule, { maxItems: 20 }),
    minutes: Type.Array(Minute, { maxItems: 30, description: 'The last one first.' }),
    checks: Checks,
    verdict: oneOf('roll_back', 'stay'),
  },
  strict,
);
export type RolloutTriggersCertificate = Static<typeof RolloutTriggersCertificate>;

const OnRollback = oneOf('pause', 'roll_back');
const Needed = Type.Object({ rollout: Key, onRollback: OnRollback, percentage: Percentage }, strict);

/** Whether a rollout may go on to its next tier, or be completed. */
export const RolloutStepCertificate = Type.Object(
  {
    ...about,
    ...judged,
    status: oneOf('in_progress', 'paused'),
    tier: TierKey,
    percentage: Percentage,
    tiers: Type.Array(RolloutTier, { minItems: 1, maxItems: 20 }),
    asked: Type.Intersect([oneOf('next_tier', 'completion')], {
      description: 'Completion is of the last tier only.',
    }),
    isOverridden: Type.Boolean({ description: 'Somebody wants it whatever the conditions say.' }),
    progressedMs: Type.Number({ description: 'How long it has been in progress in the tier.' }),
    counts: Counts,
    needs: Type.Array(Needed, { maxItems: 20 }),
    thresholds: Type.Object(
      {
        per: oneOf('units', 'outcomes'),
        errorRateBelow: Type.Number(),
        successRateAbove: Type.Number(),
        minHoursInTier: Type.Number(),
      },
      strict,
    ),
    checks: Checks,
    verdict: oneOf('advance', 'complete', 'stay'),
  },
  strict,
);
export type RolloutStepCertificate = Static<typeof RolloutStepCertificate>;

/** What comes of what another system says. It rests on no outcomes. */
export const RolloutSignalCertificate = Type.Object(
  {
    ...about,
    status: Status,
    served: orNull(VersionNumber),
    signal: Type.Object({ id: SignalId, kind: SignalKind, version: Type.Optional(VersionNumber) }, strict),
    checks: Checks,
    verdict: oneOf('roll_back', 'pause', 'none'),
  },
  strict,
);
export type RolloutSignalCertificate = Static<typeof RolloutSignalCertificate>;

/** What becomes of a rollout when others that it needs are on for fewer units. It rests on no outcomes. */
export const RolloutNeedsCertificate = Type.Object(
  {
    ...about,
    status: oneOf('in_progress', 'paused', 'completed'),
    percentage: Percentage,
    needs: Type.Array(Needed, { maxItems: 20 }),
    checks: Checks,
    verdict: oneOf('roll_back', 'pause', 'stay'),
  },
  strict,
);
export type RolloutNeedsCertificate = Static<typeof RolloutNeedsCertificate>;
