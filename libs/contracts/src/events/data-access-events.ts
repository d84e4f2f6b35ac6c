import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Instant } from './shared-schemas.js';

export const UnitDataRead = defineEvent({
  type: 'UnitDataRead',
  version: 1,
  topic: TOPICS.operations.name,
  description: 'Somebody looked at what units did, message by message.',
  data: Type.Object(
    {
      topic: Type.String({ minLength: 1, maxLength: 200 }),
      subject: Type.Optional(
        Type.String({ maxLength: 300, description: 'The unit; all of them where it is left out.' }),
      ),
      partition: Type.Optional(Type.Integer({ minimum: 0 })),
      from: Type.Optional(Type.Integer({ minimum: 0, description: 'First offset.' })),
      since: Type.Optional(Instant),
      until: Type.Optional(Instant),
      type: Type.Optional(Type.String({ maxLength: 100, description: 'Only events of this type.' })),
      opened: Type.Optional(Type.Boolean({ description: 'With the attributes that were sealed.' })),
    },
    { additionalProperties: false },
  ),
});
export type UnitDataRead = EventOf<typeof UnitDataRead>;
