import type { DataOf, RolloutAudienceChanged } from '@assay/contracts';
import { canonicalHash, changedList } from '@assay/contracts';
import type { RolloutDesign } from '../rollout-state.js';

/** Units and segments that come to a rollout or leave it; units as digests. */
export type AudienceChange = Omit<DataOf<typeof RolloutAudienceChanged>, 'reason' | 'approval'>;

/** Who has the feature, and who does not, whatever the share of the tier. */
export type Audience = Pick<RolloutDesign, 'allow' | 'deny' | 'segments'>;

/** Lists in the order of their digests, so that the same members are the same list. */
export function changedAudience(before: Audience, change: AudienceChange): Audience {
  const segments = change.segments ?? before.segments;
  return {
    allow: [...changedList(before.allow, change.allow)].sort(),
    deny: [...changedList(before.deny, change.deny)].sort(),
    ...(segments === undefined ? {} : { segments }),
  };
}

export const isSameAudience = (one: Audience, other: Audience): boolean =>
  canonicalHash(audienceOf(one)) === canonicalHash(audienceOf(other));

const audienceOf = ({ allow, deny, segments = {} }: Audience): Audience => ({ allow, deny, segments });
