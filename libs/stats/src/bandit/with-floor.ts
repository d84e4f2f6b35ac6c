import { OutOfRangeError } from '../errors/out-of-range.error.js';
import { requireFinite } from '../errors/require.js';

/**
 * Which weights leave every arm a minimum, whatever the policy says?
 *
 * f + (1 − K·f)·w: an arm that is never pulled can never be measured again, nor weighted by its propensity.
 * @param weights of K arms, adding up to 1
 * @param minWeight least weight f of an arm, at least 0 and with K·f below 1
 * @returns weights that add up to 1
 * @throws StatsError for a floor outside its domain
 * @example withFloor([1, 0], 0.01) // [0.99, 0.01]
 */
export function withFloor(weights: readonly number[], minWeight: number): number[] {
  requireFinite('minWeight', minWeight);
  if (minWeight < 0 || weights.length * minWeight >= 1)
    throw new OutOfRangeError('minWeight', minWeight, `[0, 1/${String(weights.length)})`);
  return weights.map((weight) => minWeight + (1 - weights.length * minWeight) * weight);
}
