import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Instant, Unit } from './shared-schemas.js';

/**
 * The subject of the envelope is the anonymous unit, so that all links of one lie in one partition: the first of
 * them in the log holds, later ones change nothing. One hop: a user who is the anonymous side of another link is
 * not followed further.
 */
export const UnitsLinked = defineEvent({
  type: 'UnitsLinked',
  version: 1,
  topic: TOPICS.identities.name,
  description: 'An anonymous unit turned out to be this user.',
  data: Type.Object({ anonymous: Unit, user: Unit, linkedAt: Instant }, { additionalProperties: false }),
});
export type UnitsLinked = EventOf<typeof UnitsLinked>;
