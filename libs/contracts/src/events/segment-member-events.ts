import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';

export const SegmentMembersKept = defineEvent({
  type: 'SegmentMembersKept',
  version: 1,
  topic: TOPICS.segmentMembers.name,
  description: 'A piece of a list of members; the stream is named by the hash of the whole list.',
  data: Type.Object(
    {
      piece: Type.Integer({ minimum: 1, description: 'Which one, in order: 1, 2, 3 …' }),
      pieces: Type.Integer({ minimum: 1, description: 'How many the list has.' }),
      content: Type.String({
        pattern: '^[A-Za-z0-9+/]*={0,2}$',
        maxLength: 70_000,
        description: 'Sorted 64-bit hashes of members, in Base64.',
      }),
    },
    { additionalProperties: false },
  ),
});
export type SegmentMembersKept = EventOf<typeof SegmentMembersKept>;
