import erfcinv from '@stdlib/math-base-special-erfcinv';
import { requireOpenProbability } from '../errors/require.js';

/**
 * Below which value does a standard normal variable stay with probability `p`?
 *
 * −√2 · erfcinv(2p): exact to the smallest probabilities a double can hold.
 * @param p probability in (0, 1)
 * @returns standard deviations
 * @throws OutOfRangeError for p outside (0, 1)
 * @see https://en.wikipedia.org/wiki/Probit
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(p: number): number {
  requireOpenProbability('p', p);
  return -Math.SQRT2 * erfcinv(2 * p);
}
