import { requireCount, requireOpenProbability, requireProbability } from '../errors/require.js';
import { betaSurvival } from './beta-survival.js';
import { normalQuantile } from './normal-quantile.js';

/** A number of successes among n tries of probability p. */
export interface Binomial {
  readonly n: number;
  readonly p: number;
}

/**
 * How probable are at most `k` successes?
 * @param k whole number; below 0 the answer is 0, from n on 1
 * @param binomial n tries of probability p in [0, 1]
 * @returns probability in [0, 1]
 * @throws StatsError for n below 0 and p outside [0, 1]
 * @see https://en.wikipedia.org/wiki/Binomial_distribution#Cumulative_distribution_function
 * @example binomialCdf(1, { n: 2, p: 0.5 }) // 0.75
 */
export function binomialCdf(k: number, { n, p }: Binomial): number {
  requireCount('n', n);
  requireProbability('p', p);
  if (k < 0) return 0;
  return k >= n ? 1 : betaSurvival(p, k + 1, n - k);
}

/**
 * Which is the smallest number of successes that is reached with a probability of at least `probability`?
 * @param probability in (0, 1)
 * @param binomial n tries of probability p
 * @returns whole number from 0 to n; about log₂ n evaluations
 * @throws StatsError for arguments outside their domains
 * @see https://en.wikipedia.org/wiki/Binomial_distribution
 * @example binomialQuantile(0.5, { n: 10, p: 0.5 }) // 5
 */
export function binomialQuantile(probability: number, binomial: Binomial): number {
  requireOpenProbability('probability', probability);
  let { low, high } = around(probability, binomial);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, binomial) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Bounds of a quantile, both included: from the normal approximation, widened until it holds. */
function around(probability: number, binomial: Binomial): { low: number; high: number } {
  const { n, p } = binomial;
  const guess = n * p + normalQuantile(probability) * Math.sqrt(n * p * (1 - p));
  const reaches = (k: number): boolean => binomialCdf(k, binomial) >= probability;
  let step = 2;
  let low = Math.min(n, Math.max(0, Math.floor(guess) - step));
  let high = Math.max(low, Math.min(n, Math.ceil(guess) + step));
  while (low > 0 && reaches(low - 1)) low = Math.max(0, low - (step *= 2));
  while (high < n && !reaches(high)) high = Math.min(n, high + (step *= 2));
  return { low, high };
}
