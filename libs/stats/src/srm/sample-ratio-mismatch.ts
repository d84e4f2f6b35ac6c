import { chiSquaredSurvival } from '../distributions/chi-squared-survival.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireCount, requireSameLength } from '../errors/require.js';

export interface SampleRatioMismatch {
  readonly chi2: number | null;
  readonly df: number | null;
  readonly pValue: number | null;
  readonly reason: NothingToCompute | null;
}

/**
 * Were units split between the arms as their weights say?
 *
 * Pearson's chi-squared test of the counts. One look: below .001 the experiment is broken; for watching a
 * running experiment use `sequentialSampleRatio`. Arms of weight 0 are left out together with their counts.
 * @param counts units of each arm
 * @param weights weight of each arm, relative to the others, from 0 on
 * @returns chi-squared, degrees of freedom and p-value; null with a reason without units or with fewer than two arms
 * @throws StatsError for negative counts or weights, or lists of different lengths
 * @see https://en.wikipedia.org/wiki/Sample_ratio_mismatch
 * @example sampleRatioMismatch([600, 400], [0.5, 0.5]).pValue // 2.539628589…e-10
 */
export function sampleRatioMismatch(
  counts: readonly number[],
  weights: readonly number[],
): SampleRatioMismatch {
  requireSameLength('counts', counts, 'weights', weights);
  counts.forEach((count, i) => requireCount(`counts[${String(i)}]`, count));
  weights.forEach((weight, i) => requireCount(`weights[${String(i)}]`, weight));
  const arms = counts
    .map((count, i) => ({ count, weight: weights[i] ?? 0 }))
    .filter(({ weight }) => weight > 0);
  const units = arms.reduce((sum, { count }) => sum + count, 0);
  if (arms.length < 2) return { chi2: null, df: null, pValue: null, reason: 'too-few-arms' };
  if (units === 0) return { chi2: null, df: null, pValue: null, reason: 'no-units' };
  const totalWeight = arms.reduce((sum, { weight }) => sum + weight, 0);
  const chi2 = arms.reduce((sum, { count, weight }) => {
    const expected = (weight / totalWeight) * units;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  const df = arms.length - 1;
  return { chi2, df, pValue: chiSquaredSurvival(chi2, df), reason: null };
}
