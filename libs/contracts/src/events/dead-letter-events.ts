import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Reason } from './shared-schemas.js';

const topic = TOPICS.operations.name;

/** Where a dead letter lies, and which message it is about. */
const Letter = {
  topic: Type.String({ minLength: 1, maxLength: 200, description: 'The topic of the message.' }),
  partition: Type.Integer({ minimum: 0, description: 'Of the dead letter, in the topic of dead letters.' }),
  offset: Type.Integer({ minimum: 0, description: 'Of the dead letter, in the topic of dead letters.' }),
  reason: Reason,
};

export const DeadLetterRetried = defineEvent({
  type: 'DeadLetterRetried',
  version: 1,
  topic,
  description: 'A message that could not be handled was put into its topic once more; repeats are dropped.',
  data: Type.Object(Letter, { additionalProperties: false }),
});
export type DeadLetterRetried = EventOf<typeof DeadLetterRetried>;

export const DeadLetterDiscarded = defineEvent({
  type: 'DeadLetterDiscarded',
  version: 1,
  topic,
  description: 'Somebody decided that a message that could not be handled is not needed.',
  data: Type.Object(Letter, { additionalProperties: false }),
});
export type DeadLetterDiscarded = EventOf<typeof DeadLetterDiscarded>;

export type DeadLetterEvent = DeadLetterRetried | DeadLetterDiscarded;
