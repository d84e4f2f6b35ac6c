import { requireFinite, requireProbability } from '../errors/require.js';

/**
 * Which value has a share `probability` of a sample below it?
 *
 * Linear between the order statistics at position (n − 1)·p (type 7 of Hyndman and Fan); the sample quantile used
 * everywhere.
 * @param values finite numbers, in any order
 * @param probability in [0, 1]
 * @returns the quantile; null of nothing
 * @throws StatsError for values that are not finite and a probability outside [0, 1]
 * @see https://doi.org/10.1080/00031305.1996.10473566
 * @example sampleQuantile([1, 2, 3, 4], 0.5) // 2.5
 */
export function sampleQuantile(values: readonly number[], probability: number): number | null {
  requireProbability('probability', probability);
  values.forEach((value, i) => {
    requireFinite(`values[${String(i)}]`, value);
  });
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * probability;
  const [lower, upper] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (lower === undefined || upper === undefined) return null;
  return lower + (position - Math.floor(position)) * (upper - lower);
}
