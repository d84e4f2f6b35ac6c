import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Instant, Key, Unit } from './shared-schemas.js';

export const TrafficFiltered = defineEvent({
  type: 'TrafficFiltered',
  version: 1,
  topic: TOPICS.filteredTraffic.name,
  description: 'An event that a traffic filter kept apart, whole, under the id it would have had.',
  data: Type.Object(
    {
      unit: Unit,
      filter: Type.Intersect([Key], { description: 'The traffic filter that meant it.' }),
      recorded: Type.Object(
        {
          type: Type.String({ minLength: 1, maxLength: 100, description: 'The event it would have been.' }),
          data: Type.Record(Type.String(), Type.Unknown()),
        },
        { additionalProperties: false },
      ),
      receivedAt: Instant,
    },
    { additionalProperties: false },
  ),
});
export type TrafficFiltered = EventOf<typeof TrafficFiltered>;
