import type { WelchComparison, WelchOptions } from '../frequentist/welch-comparison.js';
import { welchComparison } from '../frequentist/welch-comparison.js';
import { testEffect } from '../frequentist/effect-test.js';
import type { CupedArm, CupedMoments } from './cuped-sums.js';
import { adjustedMoments, adjustedVariance, cupedMoments, cupedSums, slope, together } from './cuped-sums.js';

/** A comparison whose variance has been reduced by what was known before the experiment. */
export interface CupedComparison extends WelchComparison {
  /** Slope of the metric on the covariate, over both arms. */
  readonly theta: number;
  /** The same comparison without the covariate. */
  readonly unadjusted: WelchComparison;
  /** Share of the variance of the effect that is gone; null where either has none. */
  readonly varianceReduction: number | null;
}

/**
 * Which slope does CUPED take the covariate with?
 *
 * cov(Y, X) / var(X) over both arms as one sample, so that it cannot depend on the effect of the treatment alone.
 * @param control arm with the covariate of each unit
 * @param treatment arm that is held against it
 * @returns theta; 0 where the covariate does not vary
 * @throws StatsError for sums that no values can have and lists of different length
 * @see https://doi.org/10.1145/2433396.2433413
 * @example cupedTheta({ pre: [1, 2], post: [2, 4] }, { pre: [3, 4], post: [6, 8] }) // 2
 */
export const cupedTheta = (control: CupedArm, treatment: CupedArm): number =>
  slope(together(cupedSums(control), cupedSums(treatment)));

/**
 * Do the means differ, once what was known of the units before is taken out?
 *
 * CUPED: Welch's comparison of Y − theta·X. The relative effect is over the unadjusted control mean, by the delta
 * method. A unit that was not there before has X = 0 and stays.
 * @param control arm as sums or as values before and after
 * @param treatment arm that is held against it
 * @param options effect, alpha in (0, 1), alternative
 * @returns the comparison, theta, the comparison without the covariate, and how much variance it took away
 * @throws StatsError for sums that no values can have, and alpha outside (0, 1)
 * @see https://doi.org/10.1145/2433396.2433413
 * @example cuped({ pre: [1, 2, 3], post: [2, 4, 7] }, { pre: [1, 2, 3], post: [3, 5, 7] }).estimate // 0.6666…
 */
export function cuped(control: CupedArm, treatment: CupedArm, options: WelchOptions = {}): CupedComparison {
  const sums = [cupedSums(control), cupedSums(treatment)] as const;
  const theta = slope(together(...sums));
  const arms = [cupedMoments(sums[0]), cupedMoments(sums[1])] as const;
  const unadjusted = welchComparison(plain(arms[0]), plain(arms[1]), options);
  const adjusted = welchComparison(adjustedMoments(arms[0], theta), adjustedMoments(arms[1], theta), {
    ...options,
    effect: 'absolute',
  });
  const result =
    options.effect === 'relative' ? relative({ adjusted, unadjusted, theta, arms }, options) : adjusted;
  return { ...result, theta, unadjusted, varianceReduction: reduction(result.se, unadjusted.se) };
}

type Arms = readonly [control: CupedMoments, treatment: CupedMoments];

const plain = ({ n, postMean, postVariance }: CupedMoments) => ({
  n,
  mean: postMean,
  variance: postVariance,
});

function relative(
  given: { adjusted: WelchComparison; unadjusted: WelchComparison; theta: number; arms: Arms },
  { alpha = 0.05, alternative = 'two-sided' }: WelchOptions,
): WelchComparison {
  const { adjusted, unadjusted, theta, arms } = given;
  const [{ postMean: base }, { postMean: other }] = arms;
  if (base === null || other === null || base === 0 || adjusted.estimate === null)
    return { ...unadjusted, df: adjusted.df };
  const estimate = adjusted.estimate / Math.abs(base);
  if (adjusted.se === null) return { ...adjusted, estimate };
  const r = other / base;
  const se = Math.sqrt(relativeVariance(arms, theta, r)) / Math.abs(base);
  return { ...adjusted, estimate, se, ...testEffect({ estimate, se }, adjusted.df, { alpha, alternative }) };
}

/** Variance of the adjusted difference over the control mean, times that mean squared. */
function relativeVariance([control, treatment]: Arms, theta: number, r: number): number {
  const ofTreatment = (adjustedVariance(treatment, theta) ?? 0) / treatment.n;
  const ofControl =
    (control.postVariance ?? 0) * r ** 2 -
    2 * theta * (control.covariance ?? 0) * r +
    theta ** 2 * (control.preVariance ?? 0);
  return Math.max(0, ofTreatment + ofControl / control.n);
}

const reduction = (se: number | null, plainSe: number | null): number | null =>
  se === null || plainSe === null || plainSe === 0 ? null : 1 - (se / plainSe) ** 2;
