import { IncompatibleSketchesError } from '../errors/incompatible-sketches.error.js';
import { NotInSketchError } from '../errors/not-in-sketch.error.js';
import { bucketOf } from './bucket.js';
import type { Sketch, SketchBucket, SketchGrid } from './sketch.js';
import { DEFAULT_GRID, sketchOfBuckets } from './sketch.js';

/**
 * Which sketch do these values make?
 * @param values finite numbers in any order: the sketch is the same
 * @param grid accuracy and resolution
 * @returns the sketch; O(n + k log k) for k buckets
 * @throws StatsError for values that are not finite and a grid outside its domain
 * @see https://arxiv.org/abs/1908.10693
 * @example sketchOf([0, 5, 5]).buckets // [[0, 1], [1544, 2]]
 */
export function sketchOf(values: readonly number[], grid: SketchGrid = DEFAULT_GRID): Sketch {
  const empty = sketchOfBuckets([], grid);
  return { ...empty, buckets: total(values.map((value): SketchBucket => [bucketOf(value, grid), 1])) };
}

/**
 * Which sketch do the values of several sketches make together?
 *
 * Exact: the same bytes as the sketch of all values at once, whichever way they were divided.
 * @param sketches of one grid; none gives the empty sketch of the default grid
 * @returns their sum
 * @throws IncompatibleSketchesError for different grids
 * @see https://arxiv.org/abs/1908.10693
 * @example mergeSketches(sketchOf([5]), sketchOf([0, 5])).buckets // [[0, 1], [1544, 2]]
 */
export function mergeSketches(...sketches: readonly Sketch[]): Sketch {
  const [first = sketchOfBuckets([])] = sketches;
  for (const sketch of sketches) requireSameGrid(first, sketch);
  return { ...first, buckets: total(sketches.flatMap(({ buckets }) => buckets)) };
}

/**
 * Which sketch is left when values are taken out again?
 *
 * Exact: the same bytes as if they had never been in.
 * @param whole a sketch with the values
 * @param part sketch of the values that are to go
 * @returns the difference
 * @throws IncompatibleSketchesError for different grids
 * @throws NotInSketchError for a part that is not in the whole
 * @see https://arxiv.org/abs/1908.10693
 * @example subtractSketch(sketchOf([0, 5, 5]), sketchOf([5])).buckets // [[0, 1], [1544, 1]]
 */
export function subtractSketch(whole: Sketch, part: Sketch): Sketch {
  requireSameGrid(whole, part);
  const counts = new Map(whole.buckets);
  for (const [bucket, removed] of part.buckets) {
    const count = counts.get(bucket) ?? 0;
    if (count < removed) throw new NotInSketchError(bucket, count, removed);
  }
  const negative = part.buckets.map(([bucket, count]): SketchBucket => [bucket, -count]);
  return { ...whole, buckets: total([...whole.buckets, ...negative]) };
}

/** Adds up the counts of each bucket; ascending, empty ones left out. */
function total(entries: readonly SketchBucket[]): readonly SketchBucket[] {
  const counts = new Map<number, number>();
  for (const [bucket, count] of entries) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  return [...counts].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b);
}

function requireSameGrid(a: SketchGrid, b: SketchGrid): void {
  if (a.accuracy !== b.accuracy || a.resolution !== b.resolution)
    throw new IncompatibleSketchesError({
      accuracy: a.accuracy,
      resolution: a.resolution,
      otherAccuracy: b.accuracy,
      otherResolution: b.resolution,
    });
}
