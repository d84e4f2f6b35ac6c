import { chiSquaredSurvival } from '../distributions/chi-squared-survival.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { sampleRatioMismatch } from './sample-ratio-mismatch.js';
import { sequentialSampleRatio } from './sequential-sample-ratio.js';

/** Units by the phase of their first exposure, with that phase's weights; arms in the same order throughout. */
export interface PhaseCounts {
  readonly counts: readonly number[];
  readonly weights: readonly number[];
}

export interface PhasedSampleRatio {
  readonly chi2: number | null;
  readonly df: number | null;
  /** One look at the end of the experiment. */
  readonly pValue: number | null;
  readonly logBayesFactor: number | null;
  /** Always valid at this look; over several looks take the smallest. */
  readonly sequentialPValue: number;
  readonly reason: NothingToCompute | null;
}

/**
 * Were units split as the weights say, in a run whose weights have changed?
 *
 * Each phase is held against its own weights; chi-squared statistics, their degrees of freedom and log Bayes
 * factors add. Pooled, a mere change of weights would look like a mismatch. A phase of fewer than two arms, or
 * without units, adds nothing.
 * @param phases counts and weights of each phase
 * @returns chi-squared with its p-value, and the always-valid p-value (Dirichlet prior of ones in each phase)
 * @throws StatsError for negative counts or weights, or lists of different lengths
 * @see https://arxiv.org/abs/2011.03567
 * @example srmByPhase([{ counts: [44700, 45489], weights: [1, 1] }]).pValue // 0.00860799…
 */
export function srmByPhase(phases: readonly PhaseCounts[]): PhasedSampleRatio {
  const looks = phases.map(({ counts, weights }) => sampleRatioMismatch(counts, weights));
  const usable = looks.filter((look) => look.chi2 !== null);
  const chi2 = usable.reduce((sum, look) => sum + (look.chi2 ?? 0), 0);
  const df = usable.reduce((sum, look) => sum + (look.df ?? 0), 0);
  const evidence = phases
    .filter(({ weights }) => weights.some((weight) => weight > 0))
    .map(({ counts, weights }) => sequentialSampleRatio(counts, weights).logBayesFactor);
  const logBayesFactor = evidence.reduce(
    (sum, next) => (sum === null || next === null ? null : sum + next),
    0,
  );
  const sequentialPValue = logBayesFactor === null ? 0 : Math.min(1, Math.exp(-logBayesFactor));
  if (usable.length === 0) {
    const reason = looks.find((look) => look.reason === 'too-few-arms')?.reason ?? 'no-units';
    return { chi2: null, df: null, pValue: null, logBayesFactor, sequentialPValue, reason };
  }
  return { chi2, df, pValue: chiSquaredSurvival(chi2, df), logBayesFactor, sequentialPValue, reason: null };
}
