import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireCount, requireFinite, requireOpenProbability } from '../errors/require.js';
import type { Alternative } from './effect-test.js';
import { testEffect } from './effect-test.js';
import type { Interval } from './interval.js';

/** Mean and unit variance of one arm; null where its data give none. */
export interface ArmMoments {
  readonly n: number;
  readonly mean: number | null;
  readonly variance: number | null;
}

export type Effect = 'absolute' | 'relative';

export interface WelchOptions {
  readonly effect?: Effect;
  readonly alpha?: number;
  readonly alternative?: Alternative;
}

/** Effect of treatment over control; `ci` for a two-sided question, `bound` for a one-sided one. */
export interface WelchComparison {
  readonly estimate: number | null;
  readonly se: number | null;
  readonly df: number | null;
  readonly t: number | null;
  readonly pValue: number | null;
  readonly ci: Interval | null;
  readonly bound: number | null;
  readonly reason: NothingToCompute | null;
}

/** The fields of a comparison for which the data give nothing. */
export const NOTHING_COMPARED = {
  estimate: null,
  se: null,
  df: null,
  t: null,
  pValue: null,
  ci: null,
  bound: null,
};

/**
 * Do two arms differ in their means, and by how much?
 *
 * Welch's t test, for arms whose variances may differ; the relative effect by the delta method. Means of units
 * that are independent of each other, with enough of them for a normal mean; not for quantiles or ratios of sums.
 * @param control baseline arm
 * @param treatment arm that is held against it
 * @param options effect (default absolute), alpha in (0, 1) (default .05), alternative (default two-sided)
 * @returns estimate (treatment minus control, relative: over |control mean|), its standard error, Welch's
 *   degrees of freedom, t, p-value, and the interval or one-sided bound; null with a reason where the data give none
 * @throws StatsError for negative counts, NaN and alpha outside (0, 1)
 * @see https://en.wikipedia.org/wiki/Welch%27s_t-test
 * @see https://arxiv.org/abs/1803.06336
 */
export function welchComparison(
  control: ArmMoments,
  treatment: ArmMoments,
  { effect = 'absolute', alpha = 0.05, alternative = 'two-sided' }: WelchOptions = {},
): WelchComparison {
  requireOpenProbability('alpha', alpha);
  requireArm('control', control);
  requireArm('treatment', treatment);
  if (control.mean === null || treatment.mean === null) return { ...NOTHING_COMPARED, reason: 'no-units' };
  const estimate = estimateOf(control.mean, treatment.mean, effect);
  if (control.variance === null || treatment.variance === null || Math.min(control.n, treatment.n) < 2)
    return { ...NOTHING_COMPARED, estimate, reason: 'too-few-units' };
  const [perControl, perTreatment] = [control.variance / control.n, treatment.variance / treatment.n];
  const df = welchDegreesOfFreedom([
    { squaredError: perControl, n: control.n },
    { squaredError: perTreatment, n: treatment.n },
  ]);
  if (estimate === null) return { ...NOTHING_COMPARED, df, reason: 'zero-baseline' };
  const squared =
    effect === 'absolute'
      ? perControl + perTreatment
      : (perTreatment + perControl * (treatment.mean / control.mean) ** 2) / control.mean ** 2;
  const scaled = { estimate, se: Math.sqrt(squared) };
  return { ...NOTHING_COMPARED, ...scaled, df, ...testEffect(scaled, df, { alpha, alternative }) };
}

/**
 * Welch and Satterthwaite's degrees of freedom of a sum of independent mean estimates.
 * @param terms squared standard error and number of units of each estimate
 * @returns degrees of freedom, or null when every error is 0
 * @see https://en.wikipedia.org/wiki/Welch%E2%80%93Satterthwaite_equation
 */
export function welchDegreesOfFreedom(
  terms: readonly { readonly squaredError: number; readonly n: number }[],
): number | null {
  const total = terms.reduce((sum, { squaredError }) => sum + squaredError, 0);
  if (total === 0) return null;
  // Over the total, so that squares of very small errors do not underflow.
  const parts = terms.reduce((sum, { squaredError, n }) => sum + (squaredError / total) ** 2 / (n - 1), 0);
  return 1 / parts;
}

function requireArm(field: string, { n, mean, variance }: ArmMoments): void {
  requireCount(`${field}.n`, n);
  if (mean !== null) requireFinite(`${field}.mean`, mean);
  if (variance !== null) requireCount(`${field}.variance`, variance);
}

function estimateOf(control: number, treatment: number, effect: Effect): number | null {
  if (effect === 'absolute') return treatment - control;
  return control === 0 ? null : (treatment - control) / Math.abs(control);
}
