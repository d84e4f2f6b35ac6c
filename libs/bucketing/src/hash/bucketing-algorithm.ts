import type { Hashing } from '../definition/hashing.js';

/** What an algorithm needs to know to spread the units of one run. */
export interface AllocationPlan {
  readonly salt: string;
  readonly hashing: Hashing;
  /** 0–100 percent. */
  readonly trafficAllocation: number;
  /** Positive, relative to each other, in the order of the variants. */
  readonly weights: readonly number[];
}

/** The units of one run, spread: worked out once, asked for every unit. */
export interface Allocator {
  /**
   * Whether the gate depends on the weights (`coverage`): then a unit that is assigned already stays in, because a
   * change of weights would move the gate itself.
   */
  readonly gateFollowsWeights: boolean;
  /** For each variant the share of the units that take part that is drawn it. */
  readonly propensities: readonly number[];
  takesPart(unit: string): boolean;
  /** In the algorithm's own units: 0 to 9,999 at most. */
  bucketOf(unit: string): number;
  /** Position of the variant whose range holds the bucket; -1 where none does, which is so for nobody who takes part. */
  variantAt(bucket: number): number;
}

/** How units are spread over variants; MurmurHash3 unless a team keeps the one it comes from. */
export interface BucketingAlgorithm {
  allocate(plan: AllocationPlan): Allocator;
}
