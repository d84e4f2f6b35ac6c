import type { BucketRange } from '../definition/definition.js';
import { bucketRanges } from './bucket-ranges.js';
import { BUCKETS, bucketOfHash, gateSalt, shareLimit, variantSalt } from './bucket.js';
import type { BucketingAlgorithm } from './bucketing-algorithm.js';
import { allocatorOf } from './gates.js';
import { hashesAfter } from './murmur-hash-3.js';

function rangesOf(weights: readonly number[], coverage: number): readonly BucketRange[] {
  const bounds = bucketRanges(weights);
  return bounds.map((bound, index) => {
    const from = bounds[index - 1] ?? 0;
    return { from, to: from + Math.round((bound - from) * coverage) };
  });
}

function gateAt(salt: string, percent: number): (unit: string) => boolean {
  if (percent >= 100) return () => true;
  const hash = hashesAfter(`${gateSalt(salt)}:`);
  const limit = shareLimit(percent);
  return (unit) => hash(unit) < limit;
}

/** The algorithm of this project: 10,000 buckets, the gate and the variant by salts of their own. */
export const murmur3: BucketingAlgorithm = {
  allocate(plan) {
    const variantHash = hashesAfter(`${variantSalt(plan.salt)}:`);
    return allocatorOf(plan, {
      gate: 'independent',
      buckets: BUCKETS,
      bucketOf: (unit) => bucketOfHash(variantHash(unit)),
      gateAt: (percent) => gateAt(plan.salt, percent),
      ranges: (coverage) => rangesOf(plan.weights, coverage),
    });
  },
};
