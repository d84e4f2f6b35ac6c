import { bucketRanges } from '../hash/bucket-ranges.js';
import type { BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import { allocatorOf } from '../hash/gates.js';
import { murmurHash3 } from '../hash/murmur-hash-3.js';

const GATE_SEED = 0;
const VARIANT_SEED = 86_028_157;
const HUNDRED = 100;
const THOUSAND = 1_000;

/**
 * The number from 1 to `most` that Unleash gives a unit in a group.
 * @example unleashNumber('gr1', '123', 100) // 73
 */
export const unleashNumber = (group: string, unit: string, most: number, seed = GATE_SEED): number =>
  (murmurHash3(`${group}:${unit}`, seed) % most) + 1;

/**
 * The normalised MurmurHash3 of Unleash: the gate by a number from 1 to 100, the variant by one from 1 to 1,000 with
 * another seed. The salt is the group id.
 * @see https://docs.getunleash.io/reference/stickiness
 */
export const unleash: BucketingAlgorithm = {
  allocate(plan) {
    const { salt, weights } = plan;
    return allocatorOf(plan, {
      gate: 'independent',
      buckets: THOUSAND,
      bucketOf: (unit) => unleashNumber(salt, unit, THOUSAND, VARIANT_SEED) - 1,
      gateAt: (percent) => (unit) => percent > 0 && unleashNumber(salt, unit, HUNDRED) <= percent,
      ranges(coverage) {
        const bounds = bucketRanges(weights, THOUSAND);
        return bounds.map((bound, index) => {
          const from = bounds[index - 1] ?? 0;
          return { from, to: from + Math.round((bound - from) * coverage) };
        });
      },
    });
  },
};
