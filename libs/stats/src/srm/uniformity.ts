import { requireProbability } from '../errors/require.js';

/** From here on the series of the tail converges at once, below it that of the other end does. */
const TURN = 1.18;
const TERMS = [1, 2, 3, 4, 5] as const;

/**
 * Are numbers spread evenly over [0, 1]?
 *
 * The Kolmogorov–Smirnov test against the uniform distribution, with Stephens’ correction for small samples.
 * @param values in [0, 1], independent of each other
 * @returns p-value; null of nothing
 * @throws StatsError for values outside [0, 1]
 * @see https://en.wikipedia.org/wiki/Kolmogorov%E2%80%93Smirnov_test
 * @example uniformityPValue([0.1, 0.2, 0.3, 0.4]) // 0.066…
 */
export function uniformityPValue(values: readonly number[]): number | null {
  values.forEach((value, i) => {
    requireProbability(`values[${String(i)}]`, value);
  });
  const n = values.length;
  if (n === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const distance = Math.max(...sorted.map((value, i) => Math.max((i + 1) / n - value, value - i / n)));
  const root = Math.sqrt(n);
  return kolmogorovSurvival((root + 0.12 + 0.11 / root) * distance);
}

function kolmogorovSurvival(x: number): number {
  if (x <= 0) return 1;
  if (x >= TURN) {
    const tail = TERMS.reduce((sum, k) => sum + (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x), 0);
    return Math.min(1, 2 * tail);
  }
  const scale = Math.PI ** 2 / (8 * x * x);
  const below = TERMS.reduce((sum, k) => sum + Math.exp(-((2 * k - 1) ** 2) * scale), 0);
  return Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / x) * below);
}
