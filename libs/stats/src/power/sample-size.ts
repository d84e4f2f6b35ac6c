import { normalQuantile } from '../distributions/normal-quantile.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import { OutOfRangeError } from '../errors/out-of-range.error.js';
import { requireFinite, requireOpenProbability, requirePositive } from '../errors/require.js';
import { findRoot } from '../numeric/find-root.js';
import { tPower } from './t-power.js';

/** What a test is asked to find: two-sided alpha, and the probability of finding it. */
export interface Demand {
  /** In (0, 1); default .05. */
  readonly alpha?: number;
  /** In (0, 1); default .8. */
  readonly power?: number;
}

interface Quantiles {
  readonly alpha: number;
  readonly power: number;
  readonly zAlpha: number;
  readonly zPower: number;
}

function quantilesOf({ alpha = 0.05, power = 0.8 }: Demand): Quantiles {
  requireOpenProbability('alpha', alpha);
  requireOpenProbability('power', power);
  return { alpha, power, zAlpha: -normalQuantile(alpha / 2), zPower: normalQuantile(power) };
}

export interface ProportionSampleSize {
  readonly nPerArm: number;
  /** Per arm, before rounding. */
  readonly raw: number;
  /** Both arms, before rounding. */
  readonly rawNormal: number;
  /** Both arms, whole units in each. */
  readonly nTotal: number;
}

/**
 * How many units does it take to find an absolute change of a proportion?
 * @param plan baseline and baseline + mdeAbsolute in (0, 1); mdeAbsolute not 0; alpha two-sided, power
 * @returns units per arm and in total
 * @throws StatsError for arguments outside their domains
 * @see https://www.evanmiller.org/ab-testing/sample-size.html
 * @example sampleSizeForProportion({ baseline: 0.1, mdeAbsolute: 0.01 }).nPerArm // 14313
 */
export function sampleSizeForProportion(
  plan: Demand & { readonly baseline: number; readonly mdeAbsolute: number },
): ProportionSampleSize {
  const { zAlpha, zPower } = quantilesOf(plan);
  requireOpenProbability('baseline', plan.baseline);
  requireNonZero('mdeAbsolute', plan.mdeAbsolute);
  const p = plan.baseline > 0.5 ? 1 - plan.baseline : plan.baseline;
  const d = plan.mdeAbsolute;
  requireOpenProbability('baseline + mdeAbsolute', p + d);
  const spread =
    zAlpha * Math.sqrt(2 * p * (1 - p)) + zPower * Math.sqrt(p * (1 - p) + (p + d) * (1 - p - d));
  const raw = (spread / d) ** 2;
  return { nPerArm: Math.round(raw), raw, rawNormal: 2 * raw, nTotal: 2 * Math.ceil(raw) };
}

function requireNonZero(field: string, value: number): void {
  requireFinite(field, value);
  if (value === 0) throw new OutOfRangeError(field, value, 'anything but 0');
}

export interface MeanSampleSize {
  /** Both arms, by the normal distribution. */
  readonly rawNormal: number;
  /** Both arms, by the t distribution. */
  readonly rawT: number;
  readonly nTotal: number;
}

/**
 * How many units does it take to find an absolute change of a mean?
 * @param plan variance of a unit above 0, mdeAbsolute not 0, alpha two-sided, power
 * @returns units over both arms, by the normal and by the t distribution, and rounded up to whole units per arm
 * @throws StatsError for arguments outside their domains
 * @see https://en.wikipedia.org/wiki/Power_of_a_test
 * @example sampleSizeForMean({ variance: 100, mdeAbsolute: 0.3, power: 0.85 }).nTotal // 39906
 */
export function sampleSizeForMean(
  plan: Demand & { readonly variance: number; readonly mdeAbsolute: number },
): MeanSampleSize {
  const { zAlpha, zPower, alpha, power } = quantilesOf(plan);
  requirePositive('variance', plan.variance);
  requireNonZero('mdeAbsolute', plan.mdeAbsolute);
  const rawNormal = (4 * (zAlpha + zPower) ** 2 * plan.variance) / plan.mdeAbsolute ** 2;
  const perArm = unitsForT(Math.abs(plan.mdeAbsolute) / Math.sqrt(plan.variance), { alpha, power });
  return { rawNormal, rawT: 2 * perArm, nTotal: 2 * Math.ceil(perArm) };
}

/**
 * How many units in each arm does a t test need to find an effect given in standard deviations?
 * @param plan Cohen's d, not 0; alpha two-sided, power
 * @returns units per arm, fractional
 * @throws StatsError for arguments outside their domains
 * @see https://en.wikipedia.org/wiki/Effect_size#Cohen's_d
 * @example sampleSizeForCohenD({ cohenD: 0.5 }).nPerArm // 63.765611…
 */
export function sampleSizeForCohenD(plan: Demand & { readonly cohenD: number }): {
  readonly nPerArm: number;
} {
  const { alpha, power } = quantilesOf(plan);
  requireNonZero('cohenD', plan.cohenD);
  return { nPerArm: unitsForT(Math.abs(plan.cohenD), { alpha, power }) };
}

/** Just above one unit an arm has hardly a degree of freedom. */
const LEAST_UNITS = 1 + 1e-6;

function unitsForT(delta: number, { alpha, power }: Required<Demand>): number {
  const missing = (n: number): number => tPower(delta, n, alpha) - power;
  if (missing(LEAST_UNITS) >= 0) return LEAST_UNITS;
  let upper = 2;
  while (missing(upper) < 0) upper *= 2;
  return findRoot(missing, { lower: Math.max(LEAST_UNITS, upper / 2), upper }) ?? upper;
}

/**
 * How many units in each arm does it take to tell two proportions apart, on the arcsine scale?
 * @param plan p1 and p2 in [0, 1], different; alpha two-sided (both tails counted), power
 * @returns Cohen's h and the fractional number of units per arm
 * @throws StatsError for arguments outside their domains
 * @see https://en.wikipedia.org/wiki/Cohen%27s_h
 * @example sampleSizeForCohenH({ p1: 0.1, p2: 0.12 }).nPerArm // 3834.59573988…
 */
export function sampleSizeForCohenH(plan: Demand & { readonly p1: number; readonly p2: number }): {
  readonly h: number;
  readonly nPerArm: number;
} {
  const { zAlpha, zPower, alpha, power } = quantilesOf(plan);
  const angle = (field: string, p: number): number => {
    requireFinite(field, p);
    if (p < 0 || p > 1) throw new OutOfRangeError(field, p, '[0, 1]');
    return 2 * Math.asin(Math.sqrt(p));
  };
  const h = angle('p2', plan.p2) - angle('p1', plan.p1);
  requireNonZero('h', h);
  if (power <= alpha) return { h, nPerArm: 0 };
  const found = (u: number): number => normalSurvival(zAlpha - u) + normalSurvival(zAlpha + u) - power;
  const u = findRoot(found, { lower: 0, upper: zAlpha + Math.max(0, zPower) + 1 }) ?? 0;
  return { h, nPerArm: 2 * (u / h) ** 2 };
}
