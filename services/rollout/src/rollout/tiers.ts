import type { RolloutTier } from '@assay/contracts';
import { ROLLOUT_TIERS } from '@assay/contracts';

const order = Object.keys(ROLLOUT_TIERS) as RolloutTier[];

/** The tier that follows, or undefined after the last one. */
export const tierAfter = (tier: RolloutTier): RolloutTier | undefined => order[order.indexOf(tier) + 1];

export const LAST_TIER: RolloutTier = 'tier_4_full';

export const FIRST_TIER: RolloutTier = 'tier_1_internal';
