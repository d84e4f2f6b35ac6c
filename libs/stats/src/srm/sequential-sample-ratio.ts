import gammaln from '@stdlib/math-base-special-gammaln';
import { OutOfRangeError } from '../errors/out-of-range.error.js';
import { requireCount, requirePositive, requireSameLength } from '../errors/require.js';

/** At or below this running p-value the alarm is raised: 0.1 % of sound experiments ever get there. */
export const SRM_ALARM = 0.01;

export interface SequentialSampleRatio {
  /** Evidence for a wrong split, in nats; null when a unit came to an arm that should get none. */
  readonly logBayesFactor: number | null;
  /** Always-valid p-value at this look; over several looks take the smallest. */
  readonly pValueIfOnlyLook: number;
}

/**
 * Are units still being split as the weights say, if one looks as often as one likes?
 *
 * Bayes factor of a Dirichlet-multinomial against the expected split. Watched with a fixed-horizon chi-squared
 * test instead, 37 % of sound experiments raise an alarm.
 * @param counts units of each arm
 * @param expected share of each arm, from 0 on; taken relative to their sum
 * @param dirichlet prior weight of each arm, above 0; ones by default
 * @returns log Bayes factor and the p-value of this look
 * @throws StatsError for negative counts or shares, or lists of different lengths
 * @see https://arxiv.org/abs/2011.03567
 * @example sequentialSampleRatio([1000, 1200], [0.5, 0.5]).pValueIfOnlyLook // 0.00418…
 */
export function sequentialSampleRatio(
  counts: readonly number[],
  expected: readonly number[],
  dirichlet: readonly number[] = counts.map(() => 1),
): SequentialSampleRatio {
  requireSameLength('counts', counts, 'expected', expected);
  requireSameLength('counts', counts, 'dirichlet', dirichlet);
  counts.forEach((count, i) => requireCount(`counts[${String(i)}]`, count));
  expected.forEach((share, i) => requireCount(`expected[${String(i)}]`, share));
  dirichlet.forEach((prior, i) => requirePositive(`dirichlet[${String(i)}]`, prior));
  const total = expected.reduce((sum, share) => sum + share, 0);
  if (total === 0) throw new OutOfRangeError('expected', total, 'shares of which one is above 0');
  const arms = counts.map((n, i) => ({ n, share: (expected[i] ?? 0) / total, prior: dirichlet[i] ?? 1 }));
  if (arms.some(({ n, share }) => share === 0 && n > 0)) return { logBayesFactor: null, pValueIfOnlyLook: 0 };
  const logBayesFactor = logEvidence(arms.filter(({ share }) => share > 0));
  return { logBayesFactor, pValueIfOnlyLook: Math.min(1, Math.exp(-logBayesFactor)) };
}

function logEvidence(arms: readonly { n: number; share: number; prior: number }[]): number {
  const prior = arms.reduce((sum, arm) => sum + arm.prior, 0);
  const units = arms.reduce((sum, arm) => sum + arm.n, 0);
  return arms.reduce(
    (sum, arm) => sum + gammaln(arm.prior + arm.n) - gammaln(arm.prior) - arm.n * Math.log(arm.share),
    gammaln(prior) - gammaln(prior + units),
  );
}
