import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { RuleJson } from './experiment-parts.js';
import { Instant, Key, Phase, Reason, Revision, Run } from './shared-schemas.js';

const topic = TOPICS.experiments.name;
const strict = { additionalProperties: false };

/** Where units stand after a change that begins no run; null in a draft. */
const RunPlace = {
  run: Type.Union([Run, Type.Null()]),
  phase: Type.Union([Phase, Type.Null()]),
  revision: Revision,
};

export const ExperimentScheduled = defineEvent({
  type: 'ExperimentScheduled',
  version: 1,
  topic,
  description: 'When it starts, ramps up and ends by itself; in place of an earlier schedule.',
  data: Type.Object(
    {
      startAt: Type.Union([Instant, Type.Null()]),
      endAt: Type.Union([Instant, Type.Null()]),
      ramp: Type.Array(
        Type.Object({ at: Instant, trafficAllocation: Type.Number({ minimum: 0, maximum: 100 }) }, strict),
        { maxItems: 50, description: 'In the order of time.' },
      ),
    },
    strict,
  ),
});
export type ExperimentScheduled = EventOf<typeof ExperimentScheduled>;

export const ScheduleCancelled = defineEvent({
  type: 'ScheduleCancelled',
  version: 1,
  topic,
  description: 'What has not happened yet will not happen by itself.',
  data: Type.Object({ reason: Reason }, strict),
});
export type ScheduleCancelled = EventOf<typeof ScheduleCancelled>;

export const ScheduledStepRefused = defineEvent({
  type: 'ScheduledStepRefused',
  version: 1,
  topic,
  description: 'A step of the schedule came due and a rule forbade it; it is not tried again.',
  data: Type.Object(
    { step: Type.String({ maxLength: 50 }), code: Type.String({ maxLength: 100 }), reason: Reason },
    strict,
  ),
});
export type ScheduledStepRefused = EventOf<typeof ScheduledStepRefused>;

export const OverrideSet = defineEvent({
  type: 'OverrideSet',
  version: 1,
  topic,
  description: 'A unit, or whoever a rule holds for, gets this variant without randomisation.',
  data: Type.Object(
    {
      id: Key,
      digest: Type.Optional(
        Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 that stands for the unit.' }),
      ),
      when: Type.Optional(RuleJson),
      variant: Key,
      ...RunPlace,
      reason: Type.Optional(Reason),
    },
    strict,
  ),
});
export type OverrideSet = EventOf<typeof OverrideSet>;

export const OverrideRemoved = defineEvent({
  type: 'OverrideRemoved',
  version: 1,
  topic,
  description: 'The override with this id no longer applies.',
  data: Type.Object({ id: Key, ...RunPlace, reason: Type.Optional(Reason) }, strict),
});
export type OverrideRemoved = EventOf<typeof OverrideRemoved>;

const Item = Type.String({ pattern: '^[a-z][a-z0-9_]{0,49}$', description: 'Item of the checklist.' });

export const ChecklistItemTicked = defineEvent({
  type: 'ChecklistItemTicked',
  version: 1,
  topic,
  description: 'Somebody vouches for an item of the checklist.',
  data: Type.Object({ item: Item, note: Type.Optional(Reason) }, strict),
});
export type ChecklistItemTicked = EventOf<typeof ChecklistItemTicked>;

export const ChecklistItemUnticked = defineEvent({
  type: 'ChecklistItemUnticked',
  version: 1,
  topic,
  description: 'A tick was taken back.',
  data: Type.Object({ item: Item, note: Type.Optional(Reason) }, strict),
});
export type ChecklistItemUnticked = EventOf<typeof ChecklistItemUnticked>;

/** What is planned around a run, and who gets its variants without it. */
export type ExperimentPlanEvent =
  | ExperimentScheduled
  | ScheduleCancelled
  | ScheduledStepRefused
  | OverrideSet
  | OverrideRemoved
  | ChecklistItemTicked
  | ChecklistItemUnticked;
