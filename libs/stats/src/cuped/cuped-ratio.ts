import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireCount, requireOpenProbability } from '../errors/require.js';
import { testEffect } from '../frequentist/effect-test.js';
import type { ArmMoments, WelchComparison, WelchOptions } from '../frequentist/welch-comparison.js';
import { NOTHING_COMPARED, welchComparison, welchDegreesOfFreedom } from '../frequentist/welch-comparison.js';
import { centredProducts, quotient } from '../sums/cross-products.js';
import type { DecimalInput } from '../sums/exact-decimal.js';
import { exactDecimal } from '../sums/exact-decimal.js';

/** Sums of a ratio metric (m over d) in one arm, after and before the start; the last six are sums of products. */
export interface CupedRatioSums {
  readonly n: number;
  readonly mPostSum: DecimalInput;
  readonly mPostSumSq: DecimalInput;
  readonly dPostSum: DecimalInput;
  readonly dPostSumSq: DecimalInput;
  readonly mPreSum: DecimalInput;
  readonly mPreSumSq: DecimalInput;
  readonly dPreSum: DecimalInput;
  readonly dPreSumSq: DecimalInput;
  readonly mPost_mPre: DecimalInput;
  readonly dPost_dPre: DecimalInput;
  readonly mPre_dPre: DecimalInput;
  readonly mPost_dPost: DecimalInput;
  readonly mPost_dPre: DecimalInput;
  readonly mPre_dPost: DecimalInput;
}

export interface CupedRatioComparison extends WelchComparison {
  readonly theta: number | null;
}

/** (mPost, dPost, mPre, dPre). */
type Vector = readonly [number, number, number, number];

interface Arm {
  readonly n: number;
  readonly ratio: number;
  readonly preRatio: number;
  readonly covariance: readonly Vector[];
  /** Gradient of the ratio after the start. */
  readonly g: Vector;
  /** Gradient of the ratio before it. */
  readonly h: Vector;
}

const NEGLIGIBLE = 1e-8;

/**
 * Do two ratios differ, once the ratio of the same units before the experiment is taken out?
 *
 * CUPED with the delta method: A = R − theta·S, whose unit variance is a quadratic form in the covariance of the
 * four sums; the relative effect is over the control ratio without the covariate.
 * @param control the fifteen sums of the arm
 * @param treatment arm that is held against it
 * @param options effect, alpha in (0, 1), alternative
 * @returns the comparison and theta; null with a reason where the data give none. Without a denominator before the
 *   start the covariate is not there and theta is 0
 * @throws StatsError for n below 0, sums that are not decimals and alpha outside (0, 1)
 * @see https://doi.org/10.1145/2433396.2433413
 * @see https://arxiv.org/abs/1803.06336
 */
export function cupedRatio(
  control: CupedRatioSums,
  treatment: CupedRatioSums,
  options: WelchOptions = {},
): CupedRatioComparison {
  const { alpha = 0.05, alternative = 'two-sided', effect = 'absolute' } = options;
  requireOpenProbability('alpha', alpha);
  const arms = [armOf(control), armOf(treatment)] as const;
  const [base, other] = arms;
  if (typeof base === 'string' || typeof other === 'string')
    return { ...NOTHING_COMPARED, theta: null, reason: [base, other].find(isReason) ?? 'no-units' };
  const theta = slopeOf([base, other]);
  const adjusted = [base, other].map((arm) => adjust(arm, theta));
  const absolute = welchComparison(adjusted[0] ?? EMPTY, adjusted[1] ?? EMPTY, {
    ...options,
    effect: 'absolute',
  });
  if (effect === 'absolute' || absolute.estimate === null) return { ...absolute, theta };
  if (base.ratio === 0) return { ...NOTHING_COMPARED, df: absolute.df, theta, reason: 'zero-baseline' };
  const scaled = relativeEffect([base, other], theta, absolute.estimate);
  const df = welchDegreesOfFreedom(adjusted.map(({ n, variance }) => ({ squaredError: variance / n, n })));
  return { ...absolute, ...scaled, df, theta, ...testEffect(scaled, df, { alpha, alternative }) };
}

/** The arms of a ratio with the covariate taken out, and what a lift is relative to. */
export interface AdjustedRatioArms {
  readonly theta: number;
  readonly control: ArmMoments;
  readonly treatment: ArmMoments;
  /** The control ratio without the covariate. */
  readonly baseline: number;
}

/** The arms that `cupedRatio` compares, for combining them with those of other phases; else why there are none. */
export function adjustedRatioArms(
  control: CupedRatioSums,
  treatment: CupedRatioSums,
): AdjustedRatioArms | NothingToCompute {
  const [base, other] = [armOf(control), armOf(treatment)];
  if (isReason(base)) return base;
  if (isReason(other)) return other;
  const theta = slopeOf([base, other]);
  return { theta, control: adjust(base, theta), treatment: adjust(other, theta), baseline: base.ratio };
}

const EMPTY = { n: 0, mean: null, variance: null };
const isReason = (arm: Arm | NothingToCompute): arm is NothingToCompute => typeof arm === 'string';

function armOf(sums: CupedRatioSums): Arm | NothingToCompute {
  const { n } = sums;
  requireCount('n', n);
  if (n === 0) return 'no-units';
  if (n < 2) return 'too-few-units';
  const over = (numerator: DecimalInput, denominator: DecimalInput): number =>
    quotient(exactDecimal(numerator), exactDecimal(denominator));
  const [d, e] = [over(sums.dPostSum, n), over(sums.dPreSum, n)];
  if (d === 0) return 'zero-denominator';
  const ratio = over(sums.mPostSum, sums.dPostSum);
  const preRatio = e === 0 ? 0 : over(sums.mPreSum, sums.dPreSum);
  return {
    n,
    ratio,
    preRatio,
    covariance: covarianceOf(sums),
    g: [1 / d, -ratio / d, 0, 0],
    h: e === 0 ? [0, 0, 0, 0] : [0, 0, 1 / e, -preRatio / e],
  };
}

function covarianceOf(s: CupedRatioSums): Vector[] {
  const sums = [s.mPostSum, s.dPostSum, s.mPreSum, s.dPreSum] as const;
  const products = [
    [s.mPostSumSq, s.mPost_dPost, s.mPost_mPre, s.mPost_dPre],
    [s.mPost_dPost, s.dPostSumSq, s.mPre_dPost, s.dPost_dPre],
    [s.mPost_mPre, s.mPre_dPost, s.mPreSumSq, s.mPre_dPre],
    [s.mPost_dPre, s.dPost_dPre, s.mPre_dPre, s.dPreSumSq],
  ] as const;
  const cell = (i: 0 | 1 | 2 | 3, j: 0 | 1 | 2 | 3): number =>
    centredProducts({ n: s.n, sumX: sums[i], sumY: sums[j], sumProducts: products[i][j] }) / (s.n - 1);
  return ([0, 1, 2, 3] as const).map((i) => [cell(i, 0), cell(i, 1), cell(i, 2), cell(i, 3)]);
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];

/** a′Lb. */
const form = (a: Vector, matrix: readonly Vector[], b: Vector): number =>
  matrix.reduce((sum, row, i) => sum + (a[i] ?? 0) * dot(row, b), 0);

const combine = (a: Vector, b: Vector, [x, y]: readonly [number, number]): Vector => [
  x * a[0] + y * b[0],
  x * a[1] + y * b[1],
  x * a[2] + y * b[2],
  x * a[3] + y * b[3],
];

type Arms = readonly [control: Arm, treatment: Arm];

function slopeOf(arms: Arms): number {
  const total = (first: 'g' | 'h'): number =>
    arms.reduce((sum, arm) => sum + form(arm.h, arm.covariance, arm[first]), 0);
  const [cross, own] = [total('g'), total('h')];
  const theta = own === 0 ? 0 : cross / own;
  return Math.abs(theta) < NEGLIGIBLE ? 0 : theta;
}

function adjust({ n, ratio, preRatio, covariance, g, h }: Arm, theta: number) {
  const u = combine(g, h, [1, -theta]);
  return { n, mean: ratio - theta * preRatio, variance: Math.max(0, form(u, covariance, u)) };
}

function relativeEffect([control, treatment]: Arms, theta: number, difference: number) {
  const base = Math.abs(control.ratio);
  const estimate = difference / base;
  const a = combine(control.g, control.h, [-(1 + estimate) / base, theta / base]);
  const b = combine(treatment.g, treatment.h, [1 / base, -theta / base]);
  const variance =
    form(a, control.covariance, a) / control.n + form(b, treatment.covariance, b) / treatment.n;
  return { estimate, se: Math.sqrt(Math.max(0, variance)) };
}
