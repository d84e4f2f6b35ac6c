import type { BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import { gateSalt } from '../hash/bucket.js';
import { allocatorOf } from '../hash/gates.js';
import { closed, fractionRanges } from './share-bounds.js';

const { imul } = Math;

// UTF-16 code units, as that system's JavaScript SDKs: they differ from its byte-wise ones beyond ASCII.
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

type Bucketing = (seed: string, unit: string) => number;

function growthBook(buckets: number, bucketOf: Bucketing): BucketingAlgorithm {
  return {
    allocate(plan) {
      const gate = gateSalt(plan.salt);
      const independent = plan.hashing.gate === 'independent' || plan.hashing.gate === 'shared';
      return allocatorOf(plan, {
        gate: 'coverage',
        buckets,
        bucketOf: (unit) => bucketOf(plan.salt, unit),
        gateAt: (percent) => (unit) => bucketOf(gate, unit) * 100 < percent * buckets,
        ranges(coverage) {
          const ranges = fractionRanges(plan.weights, buckets, coverage);
          return independent ? closed(ranges, buckets) : ranges;
        },
      });
    },
  };
}

/** The bucket of version 1: 0–999. */
export const growthBookBucketV1: Bucketing = (seed, unit) => fnv1a(unit + seed) % 1_000;

/** The bucket of version 2: 0–9,999; hashed twice, because one round of FNV-1a leaves similar ids in order. */
export const growthBookBucketV2: Bucketing = (seed, unit) => fnv1a(String(fnv1a(seed + unit))) % 10_000;

/**
 * GrowthBook's first hash (FNV-1a, 1,000 buckets), for experiments that were begun with it.
 * @see https://docs.growthbook.io/lib/build-your-own#hash
 */
export const growthBookV1: BucketingAlgorithm = growthBook(1_000, growthBookBucketV1);

/**
 * GrowthBook's second hash (FNV-1a twice, 10,000 buckets). The salt is the experiment's `seed`, else its key; the
 * coverage takes the first part of each variant's range.
 * @see https://docs.growthbook.io/lib/build-your-own#hash
 */
export const growthBookV2: BucketingAlgorithm = growthBook(10_000, growthBookBucketV2);
