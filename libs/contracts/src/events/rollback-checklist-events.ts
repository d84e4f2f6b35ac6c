import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Key, Reason } from './shared-schemas.js';

const topic = TOPICS.incidents.name;
const strict = { additionalProperties: false };

const CHECKLIST_PHASES = ['before', 'during', 'after'] as const;

const StepKey = Type.String({ pattern: '^[a-z][a-z0-9-]{0,49}$' });

export const RollbackStep = Type.Object(
  {
    key: StepKey,
    phase: Type.Union(CHECKLIST_PHASES.map((phase) => Type.Literal(phase))),
    text: Type.String({ minLength: 1, maxLength: 300 }),
  },
  strict,
);
export type RollbackStep = Static<typeof RollbackStep>;

/** What is rolled back. */
export const RollbackSubject = Type.Object(
  {
    kind: Type.Union([Type.Literal('promotion'), Type.Literal('release'), Type.Literal('rollout')]),
    key: Key,
  },
  strict,
);
export type RollbackSubject = Static<typeof RollbackSubject>;

export const RollbackChecklistOpened = defineEvent({
  type: 'RollbackChecklistOpened',
  version: 1,
  topic,
  description: 'Something is rolled back: what has to be done before, during and after it.',
  data: Type.Object(
    {
      subject: RollbackSubject,
      reason: Reason,
      thread: Type.String({ maxLength: 300, description: 'What the messages about it have in common.' }),
      steps: Type.Array(RollbackStep, { minItems: 1, maxItems: 50 }),
    },
    strict,
  ),
});
export type RollbackChecklistOpened = EventOf<typeof RollbackChecklistOpened>;

export const RollbackStepTicked = defineEvent({
  type: 'RollbackStepTicked',
  version: 1,
  topic,
  description: 'A step is done: a person says so, or the system has seen it.',
  data: Type.Object(
    { step: StepKey, evidence: Type.Intersect([Reason], { description: 'What shows that it is done.' }) },
    strict,
  ),
});
export type RollbackStepTicked = EventOf<typeof RollbackStepTicked>;

export const RollbackStepUnticked = defineEvent({
  type: 'RollbackStepUnticked',
  version: 1,
  topic,
  description: 'A step turned out not to be done.',
  data: Type.Object({ step: StepKey, reason: Reason }, strict),
});
export type RollbackStepUnticked = EventOf<typeof RollbackStepUnticked>;

export const RollbackChecklistCompleted = defineEvent({
  type: 'RollbackChecklistCompleted',
  version: 1,
  topic,
  description: 'Every step is done.',
  data: Type.Object({ steps: Type.Integer({ minimum: 1 }) }, strict),
});
export type RollbackChecklistCompleted = EventOf<typeof RollbackChecklistCompleted>;

export type RollbackChecklistEvent =
  RollbackChecklistOpened | RollbackStepTicked | RollbackStepUnticked | RollbackChecklistCompleted;
