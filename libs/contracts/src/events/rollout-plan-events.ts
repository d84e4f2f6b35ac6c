import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { RolloutStepCertificate } from './rollout-certificates.js';
import { Instant, Key, Reason } from './shared-schemas.js';

const topic = TOPICS.rollouts.name;
const strict = { additionalProperties: false };

export const RolloutAdvanceScheduled = defineEvent({
  type: 'RolloutAdvanceScheduled',
  version: 1,
  topic,
  description: 'The rollout advances by itself at these times, if nothing stands against it then.',
  data: Type.Object(
    { steps: Type.Array(Type.Object({ at: Instant }, strict), { minItems: 1, maxItems: 20 }) },
    strict,
  ),
});
export type RolloutAdvanceScheduled = EventOf<typeof RolloutAdvanceScheduled>;

export const RolloutScheduleCancelled = defineEvent({
  type: 'RolloutScheduleCancelled',
  version: 1,
  topic,
  description: 'The rollout does not advance by itself any more.',
  data: Type.Object({ reason: Reason }, strict),
});
export type RolloutScheduleCancelled = EventOf<typeof RolloutScheduleCancelled>;

export const RolloutStepRefused = defineEvent({
  type: 'RolloutStepRefused',
  version: 1,
  topic,
  description: 'A step of the schedule came due and was not taken; it is not tried again.',
  data: Type.Object(
    {
      step: Type.Integer({ minimum: 1 }),
      code: Type.String({ maxLength: 100 }),
      unmet: Type.Array(Type.String({ maxLength: 300 }), { description: 'What stood against it.' }),
      certificate: Type.Optional(RolloutStepCertificate),
    },
    strict,
  ),
});
export type RolloutStepRefused = EventOf<typeof RolloutStepRefused>;

export const RolloutNeedsSet = defineEvent({
  type: 'RolloutNeedsSet',
  version: 1,
  topic,
  description:
    'Which other rollouts a rollout needs, in place of what it needed before. All of a project are one stream.',
  data: Type.Object(
    {
      rollout: Key,
      needs: Type.Array(
        Type.Object(
          {
            rollout: Key,
            onRollback: Type.Union([Type.Literal('pause'), Type.Literal('roll_back')], {
              description: 'What becomes of the one that needs it when it falls below its tier.',
            }),
          },
          strict,
        ),
        { maxItems: 20 },
      ),
    },
    strict,
  ),
});
export type RolloutNeedsSet = EventOf<typeof RolloutNeedsSet>;

export type RolloutPlanEvent = RolloutAdvanceScheduled | RolloutScheduleCancelled | RolloutStepRefused;
