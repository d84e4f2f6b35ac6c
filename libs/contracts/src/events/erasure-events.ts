import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Reason, Unit } from './shared-schemas.js';

export const UnitForgotten = defineEvent({
  type: 'UnitForgotten',
  version: 1,
  topic: TOPICS.operations.name,
  description:
    'The data keys of a unit are destroyed: nobody reads its attributes any more, here or in a copy.',
  data: Type.Object(
    {
      unit: Unit,
      reason: Reason,
      linkedTo: Type.Optional(
        Type.Intersect([Unit], { description: 'The unit that was named, where this one is linked to it.' }),
      ),
    },
    { additionalProperties: false },
  ),
});
export type UnitForgotten = EventOf<typeof UnitForgotten>;
