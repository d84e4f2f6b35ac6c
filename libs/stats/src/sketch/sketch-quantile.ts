import { requireProbability } from '../errors/require.js';
import { bucketBounds, bucketValue } from './bucket.js';
import type { Sketch } from './sketch.js';
import { sketchCount } from './sketch.js';

/** Where an order statistic lies: its bucket, and its place among the values of that bucket. */
interface Place {
  readonly bucket: number;
  /** Place in the bucket, from 0 on. */
  readonly within: number;
  readonly count: number;
}

function placeOf({ buckets }: Sketch, rank: number): Place | null {
  let below = 0;
  for (const entry of buckets) {
    const count = entry[1];
    if (below + count >= rank) return { bucket: entry[0], within: rank - below - 1, count };
    below += count;
  }
  return null;
}

/**
 * Which value has a share `probability` of the values of a sketch below it?
 *
 * Linear between the order statistics at position (n − 1)·p, as for a sample; each of the two is within the
 * accuracy of the true one.
 * @param sketch the values
 * @param probability in [0, 1]
 * @returns the quantile; null of nothing; O(buckets)
 * @throws StatsError for a probability outside [0, 1]
 * @see https://arxiv.org/abs/1908.10693
 * @example sketchQuantile(sketchOf([1, 2, 3, 4, 1000]), 0.5) // 3.00…
 */
export function sketchQuantile(sketch: Sketch, probability: number): number | null {
  requireProbability('probability', probability);
  const position = (sketchCount(sketch) - 1) * probability;
  const [below, above] = [Math.floor(position), Math.ceil(position)].map((i) => placeOf(sketch, i + 1));
  if (!below || !above || position < 0) return null;
  const [lower, upper] = [bucketValue(below.bucket, sketch), bucketValue(above.bucket, sketch)];
  return lower + (position - Math.floor(position)) * (upper - lower);
}

/**
 * Which value is at a rank, if the values of a bucket lie evenly over it?
 *
 * Within the width of a bucket (twice the accuracy) of the true one. Unlike the value that stands for a bucket it
 * moves with the rank: comparisons need that, or two arms on either side of a bucket's end differ by its width.
 * @param sketch the values
 * @param rank from 1 to the number of values
 * @returns the value; null for a rank that is not there; O(buckets)
 * @see https://arxiv.org/abs/1908.10693
 * @example valueAtRank(sketchOf([1, 2, 3]), 3) // 3.00…
 */
export function valueAtRank(sketch: Sketch, rank: number): number | null {
  const place = rank < 1 ? null : placeOf(sketch, rank);
  if (place === null) return null;
  const [lower, upper] = bucketBounds(place.bucket, sketch);
  return lower + ((place.within + 0.5) / place.count) * (upper - lower);
}
