import type { RolloutTier } from '@assay/contracts';

type Tiers = readonly RolloutTier[];

/** The tier that follows, or undefined after the last one. */
export const tierAfter = (tiers: Tiers, key: string): RolloutTier | undefined =>
  tiers[tiers.findIndex((tier) => tier.key === key) + 1];

export const lastTier = (tiers: Tiers): RolloutTier | undefined => tiers.at(-1);

/** What is wrong with tiers of somebody’s own, and where. */
export interface TierProblem {
  /** Index of the tier. */
  readonly index: number;
  readonly field: 'key' | 'percentage';
  readonly value: string | number;
  readonly message: string;
}

/** Tiers ascend, each with a key of its own, and the last one is everybody. */
export function tierProblem(tiers: Tiers): TierProblem | undefined {
  for (const [index, { key, percentage }] of tiers.entries()) {
    const before = tiers[index - 1];
    if (tiers.findIndex((tier) => tier.key === key) < index)
      return { index, field: 'key', value: key, message: 'is the key of an earlier tier' };
    if (before !== undefined && percentage <= before.percentage)
      return {
        ...{ index, field: 'percentage', value: percentage },
        message: `must be above ${String(before.percentage)}, that of ${before.key}`,
      };
    if (index === tiers.length - 1 && percentage !== 100)
      return { index, field: 'percentage', value: percentage, message: 'must be 100 in the last tier' };
  }
  return undefined;
}
