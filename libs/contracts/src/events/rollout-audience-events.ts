import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { TOPICS } from '../catalogue/topics.js';
import type { EventOf } from '../envelope/event-definition.js';
import { defineEvent } from '../envelope/event-definition.js';
import { RolloutSegmentKeys, UnitDigests } from './rollout-parts.js';
import { Approved, Reason } from './shared-schemas.js';

const strict = { additionalProperties: false };

/** Who comes onto a list, and who leaves it. */
export const ListChange = Type.Object(
  { add: Type.Optional(UnitDigests), remove: Type.Optional(UnitDigests) },
  strict,
);
export type ListChange = Static<typeof ListChange>;

/**
 * A list after a change.
 * @param list digests of units
 * @returns the same members where the change is absent
 */
export function changedList(list: Iterable<string>, { add = [], remove = [] }: ListChange = {}): Set<string> {
  const changed = new Set(list);
  for (const digest of remove) changed.delete(digest);
  for (const digest of add) changed.add(digest);
  return changed;
}

interface AudienceChange {
  readonly allow?: ListChange | undefined;
  readonly deny?: ListChange | undefined;
  readonly segments?: RolloutSegmentKeys | undefined;
}

/** Whether somebody may get the feature who did not have it: to deny, and to allow no more, only takes away. */
export const givesToSomebody = ({ allow, deny, segments }: AudienceChange): boolean =>
  segments !== undefined || (allow?.add ?? []).length > 0 || (deny?.remove ?? []).length > 0;

export const RolloutAudienceChanged = defineEvent({
  type: 'RolloutAudienceChanged',
  version: 1,
  topic: TOPICS.rollouts.name,
  description: 'Other units have the feature, or do not, whatever the share of the tier.',
  data: Type.Object(
    {
      ...Approved,
      allow: Type.Optional(ListChange),
      deny: Type.Optional(ListChange),
      segments: Type.Optional(
        Type.Intersect([RolloutSegmentKeys], {
          description: 'In place of those before; absent: as they were.',
        }),
      ),
      reason: Reason,
    },
    strict,
  ),
});
export type RolloutAudienceChanged = EventOf<typeof RolloutAudienceChanged>;

export type RolloutAudienceEvent = RolloutAudienceChanged;
