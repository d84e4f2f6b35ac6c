import { gateSalt } from '../hash/bucket.js';
import type { BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import { allocatorOf } from '../hash/gates.js';
import { closed, fractionRanges } from './share-bounds.js';

const BUCKETS = 100;

/** A digest read as one big-endian unsigned integer, modulo 100. */
export function digestModulo(digest: Uint8Array): number {
  let rest = 0;
  for (let at = 0; at < digest.length; at += 1) rest = (rest * 256 + (digest[at] ?? 0)) % BUCKETS;
  return rest;
}

/** The text that is hashed; the unit goes in last, so that a unit called `{salt}` stays one. */
function textOf(template: string, salt: string): (unit: string) => string {
  const [before = '', after = ''] = template
    .split('{unit}', 2)
    .map((part) => part.split('{salt}').join(salt));
  return (unit) => before + unit + after;
}

/**
 * Systems that take a cryptographic digest modulo 100. Most of them use one hash for the gate and the variant, which
 * starves variants at small shares; `starvedVariants` tells.
 */
export function digestAlgorithm(digest: (text: string) => Uint8Array): BucketingAlgorithm {
  return {
    allocate(plan) {
      const template = plan.hashing.text ?? '{salt}:{unit}';
      const [text, gateText] = [textOf(template, plan.salt), textOf(template, gateSalt(plan.salt))];
      return allocatorOf(plan, {
        gate: 'shared',
        buckets: BUCKETS,
        bucketOf: (unit) => digestModulo(digest(text(unit))),
        gateAt: (percent) => (unit) => digestModulo(digest(gateText(unit))) < percent,
        ranges: (coverage) =>
          coverage < 1
            ? fractionRanges(plan.weights, BUCKETS, coverage)
            : closed(fractionRanges(plan.weights, BUCKETS, coverage), BUCKETS),
      });
    },
  };
}
