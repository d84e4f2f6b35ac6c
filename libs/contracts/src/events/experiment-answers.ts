import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Reason } from './shared-schemas.js';

/** The owner’s answer when it does not do what a promotion asked for; it changes nothing in the experiment. */
export const ConclusionRefused = defineEvent({
  type: 'ConclusionRefused',
  version: 1,
  topic: TOPICS.experiments.name,
  description: 'A promotion or its rollback was not carried out; the experiment is as it was.',
  data: Type.Object(
    { promotionId: Type.String({ format: 'uuid' }), code: Type.String({ maxLength: 100 }), reason: Reason },
    { additionalProperties: false },
  ),
});
export type ConclusionRefused = EventOf<typeof ConclusionRefused>;
