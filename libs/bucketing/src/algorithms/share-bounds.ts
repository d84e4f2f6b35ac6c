import type { BucketRange } from '../definition/definition.js';

/** Sums this near to 1 are taken as they are, as the systems that use fractions do. */
const TOLERANCE = 0.01;

/** Weights as fractions of 1. */
export function fractionsOf(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.abs(total - 1) <= TOLERANCE ? weights : weights.map((weight) => weight / total);
}

/** The first bucket whose place on the line from 0 to 1 is not below the bound; in doubles, as the others compare. */
function firstNotBelow(bound: number, buckets: number): number {
  let bucket = Math.min(Math.max(Math.floor(bound * buckets), 0), buckets);
  while (bucket > 0 && (bucket - 1) / buckets >= bound) bucket -= 1;
  while (bucket < buckets && bucket / buckets < bound) bucket += 1;
  return bucket;
}

/** Variants one after the other from 0 to 1, each cut to its first `coverage`. */
export function fractionRanges(
  weights: readonly number[],
  buckets: number,
  coverage: number,
): readonly BucketRange[] {
  let start = 0;
  return fractionsOf(weights).map((weight) => {
    const from = firstNotBelow(start, buckets);
    const to = firstNotBelow(start + coverage * weight, buckets);
    start += weight;
    return { from, to };
  });
}

/** The last range reaches the end, whatever rounding made of the sum. */
export function closed(ranges: readonly BucketRange[], buckets: number): readonly BucketRange[] {
  return ranges.map((range, index) =>
    index === ranges.length - 1 ? { from: range.from, to: buckets } : range,
  );
}
