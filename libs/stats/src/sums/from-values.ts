import { requireFinite } from '../errors/require.js';
import type { SampleMoments } from './from-sums.js';

/**
 * Which mean and variance does a sample have?
 *
 * Two passes: the deviations are taken from the mean and corrected by their own sum, so that a large offset
 * costs no digits.
 * @param values finite numbers
 * @returns mean, centred sum of squares and sample variance
 * @throws NotFiniteError for NaN and infinities
 * @see https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance#Two-pass_algorithm
 * @example fromValues([1, 2, 3]) // { n: 3, mean: 2, m2: 2, variance: 1 }
 */
export function fromValues(values: readonly number[]): SampleMoments {
  values.forEach((value, index) => requireFinite(`values[${String(index)}]`, value));
  const n = values.length;
  if (n === 0) return { n, mean: null, m2: 0, variance: null };
  const rough = values.reduce((sum, value) => sum + value, 0) / n;
  const mean = rough + values.reduce((sum, value) => sum + (value - rough), 0) / n;
  const m2 = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, m2, variance: n < 2 ? null : m2 / (n - 1) };
}
