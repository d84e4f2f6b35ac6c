import { InvalidSketchError } from '../errors/invalid-sketch.error.js';
import { requireOpenProbability, requirePositive } from '../errors/require.js';

/** A bucket by its number, and how many values are in it. */
export type SketchBucket = readonly [bucket: number, count: number];

/** Which values share a bucket. */
export interface SketchGrid {
  /** Largest relative error of a value that is read back, in (0, 1). */
  readonly accuracy: number;
  /** Smallest magnitude that is told from 0. */
  readonly resolution: number;
}

/**
 * How many values there were of each size (DDSketch): buckets grow by a constant factor, so that every quantile has
 * the same relative error. Buckets below 0 hold negative values, bucket 0 zeros; ascending, empty ones left out.
 * Nothing but counts is kept, so it does not depend on the order of the values, and what was added can be taken out.
 */
export interface Sketch extends SketchGrid {
  readonly buckets: readonly SketchBucket[];
}

/** Half a percent, and values of six decimals: the grid of metrics. */
export const DEFAULT_GRID: SketchGrid = { accuracy: 0.005, resolution: 1e-6 };

/**
 * Which sketch has these buckets?
 *
 * For counts that were kept elsewhere: a table with a row for each bucket, or an event.
 * @param buckets ascending, each once, counts above 0
 * @param grid the grid that the buckets were numbered by
 * @throws InvalidSketchError for buckets out of order and counts that are no positive whole numbers
 * @throws StatsError for a grid outside its domain
 * @see https://arxiv.org/abs/1908.10693
 * @example sketchOfBuckets([[-3, 2], [0, 1], [7, 4]]).buckets // [[-3, 2], [0, 1], [7, 4]]
 */
export function sketchOfBuckets(buckets: readonly SketchBucket[], grid: SketchGrid = DEFAULT_GRID): Sketch {
  requireOpenProbability('accuracy', grid.accuracy);
  requirePositive('resolution', grid.resolution);
  let before = -Infinity;
  // Taking pairs apart by a pattern costs several times the check itself.
  for (const entry of buckets) {
    const bucket = entry[0];
    const count = entry[1];
    if (!Number.isSafeInteger(bucket)) throw new InvalidSketchError(`bucket ${String(bucket)}`);
    if (!Number.isSafeInteger(count) || count <= 0)
      throw new InvalidSketchError(`bucket ${String(bucket)} has a count of ${String(count)}`);
    if (before >= bucket) throw new InvalidSketchError(`bucket ${String(bucket)} after ${String(before)}`);
    before = bucket;
  }
  return { accuracy: grid.accuracy, resolution: grid.resolution, buckets };
}

/**
 * How many values are in a sketch?
 * @see https://arxiv.org/abs/1908.10693
 * @example sketchCount(sketchOfBuckets([[0, 1], [7, 4]])) // 5
 */
export const sketchCount = ({ buckets }: Sketch): number => buckets.reduce((sum, entry) => sum + entry[1], 0);
