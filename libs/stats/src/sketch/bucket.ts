import { requireFinite } from '../errors/require.js';
import type { SketchGrid } from './sketch.js';

/** By how much the ends of a bucket differ. */
const growthOf = ({ accuracy }: SketchGrid): number => (1 + accuracy) / (1 - accuracy);

/**
 * Which bucket of a sketch does a value belong to?
 *
 * 0 for zero and everything below the resolution; ±1 for the resolution itself, and from there by powers of
 * γ = (1 + accuracy)/(1 − accuracy) to either side. It depends on the value alone.
 * @param value finite number
 * @param grid accuracy and resolution
 * @returns a whole number, ascending with the value
 * @throws NotFiniteError for NaN and infinities
 * @see https://arxiv.org/abs/1908.10693
 * @example bucketOf(-2, { accuracy: 0.01, resolution: 1 }) // -36
 */
export function bucketOf(value: number, grid: SketchGrid): number {
  requireFinite('value', value);
  const steps = Math.abs(value) / grid.resolution;
  if (steps < 1) return 0;
  const bucket = Math.ceil(Math.log(steps) / Math.log(growthOf(grid))) + 1;
  return value < 0 ? -bucket : bucket;
}

/**
 * Between which values do those of a bucket lie?
 * @param bucket number of the bucket
 * @param grid accuracy and resolution
 * @returns lower and upper end, of which the one farther from 0 belongs to it; both are 0 for bucket 0
 * @see https://arxiv.org/abs/1908.10693
 * @example bucketBounds(36, { accuracy: 0.01, resolution: 1 }) // [1.9739…, 2.0137…]
 */
export function bucketBounds(bucket: number, grid: SketchGrid): readonly [lower: number, upper: number] {
  if (bucket === 0) return [0, 0];
  const outer = growthOf(grid) ** (Math.abs(bucket) - 1) * grid.resolution;
  const inner = outer / growthOf(grid);
  return bucket < 0 ? [-outer, -inner] : [inner, outer];
}

/**
 * Which value stands for a bucket?
 * @param bucket number of the bucket
 * @param grid accuracy and resolution
 * @returns the value that is within the accuracy of every value of the bucket
 * @see https://arxiv.org/abs/1908.10693
 * @example bucketValue(36, { accuracy: 0.01, resolution: 1 }) // 1.9936…
 */
export function bucketValue(bucket: number, grid: SketchGrid): number {
  if (bucket === 0) return 0;
  const magnitude = (2 * growthOf(grid) ** (Math.abs(bucket) - 1) * grid.resolution) / (growthOf(grid) + 1);
  return bucket < 0 ? -magnitude : magnitude;
}
