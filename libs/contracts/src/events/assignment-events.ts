import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { AssignmentReason, Key, PersonalAttributes, Phase, Revision, Run, Unit } from './shared-schemas.js';

export const UnitAssigned = defineEvent({
  type: 'UnitAssigned',
  version: 1,
  topic: TOPICS.assignments.name,
  description:
    'A unit was given a variant; the first one of an experiment and run, by its place in the log, holds.',
  data: Type.Object(
    {
      experiment: Key,
      run: Run,
      phase: Phase,
      unit: Unit,
      variant: Key,
      bucket: Type.Integer({ minimum: 0, maximum: 9999 }),
      reason: AssignmentReason,
      propensity: Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        description: 'Probability of this variant when it was chosen.',
      }),
      revision: Revision,
      ...PersonalAttributes,
      linkedFrom: Type.Optional(
        Type.Intersect([Unit], {
          description: 'The anonymous unit whose assignment this was, before it turned out to be this user.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
});
export type UnitAssigned = EventOf<typeof UnitAssigned>;
