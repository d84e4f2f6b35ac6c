import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { Instant, Key, Run, Unit } from './shared-schemas.js';

const strict = { additionalProperties: false };

/** Who logs in sees another variant from then on. */
export const AssignmentFlip = Type.Object({ experiment: Key, run: Run, from: Key, to: Key }, strict);
export type AssignmentFlip = Static<typeof AssignmentFlip>;

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
  data: Type.Object(
    {
      anonymous: Unit,
      user: Unit,
      linkedAt: Instant,
      flips: Type.Optional(
        Type.Array(AssignmentFlip, {
          maxItems: 1_000,
          description: 'Where both sides had been assigned, differently: the user’s own variant stays.',
        }),
      ),
    },
    strict,
  ),
});
export type UnitsLinked = EventOf<typeof UnitsLinked>;
