import { normalQuantile } from '../distributions/normal-quantile.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { requireCount, requireFinite, requireOpenProbability } from '../errors/require.js';
import type { Interval } from '../frequentist/interval.js';
import { findRoot } from '../numeric/find-root.js';
import { rankSum, rankSumDistribution } from './rank-sum.js';

/** Which way a metric of a release may not move. */
export type CanaryDirection = 'increase' | 'decrease' | 'either';
export type Classification = 'Pass' | 'High' | 'Low' | 'Nodata';

export interface CanaryOptions {
  /** Of the interval, in (0, 1); default .98. */
  readonly confLevel?: number;
  /** Share of the estimated shift that still passes; at least 0, default .25. */
  readonly tolerance?: number;
  readonly direction?: CanaryDirection;
}

export interface CanaryComparison {
  readonly classification: Classification;
  readonly U: number | null;
  /** Probability that a value of the canary is above one of the baseline. */
  readonly cles: number | null;
  readonly pAsymptoticCC: number | null;
  /** Only without ties, and for samples that are not too large to count. */
  readonly pExact: number | null;
  /** Of the shift of the canary against the baseline. */
  readonly ci: Interval | null;
  readonly hodgesLehmann: number | null;
  readonly reason: NothingToCompute | null;
}

const MOST_PAIRS_COUNTED = 40_000;
const PRECISION = 1e-4;
const NODATA: CanaryComparison = {
  classification: 'Nodata',
  U: null,
  cles: null,
  pAsymptoticCC: null,
  pExact: null,
  ci: null,
  hodgesLehmann: null,
  reason: 'no-units',
};

/**
 * Has a metric of a release moved against its baseline, whatever its distribution?
 *
 * Mann and Whitney's test with the interval of the shift that it implies, as Kayenta judges canaries: a metric is
 * High or Low when the whole interval is beyond a share of the estimated shift.
 * @param experiment values of the canary
 * @param control values of the baseline
 * @param options level of the interval, tolerance, direction
 * @returns classification, U, p-values, interval and Hodges-Lehmann estimate; Nodata when a side is empty
 * @throws StatsError for values that are not finite and options outside their domains
 * @see https://github.com/spinnaker/kayenta
 * @see https://en.wikipedia.org/wiki/Mann%E2%80%93Whitney_U_test
 * @example mannWhitney([10, 20, 30, 40], [1, 2, 3, 4]).U // 16
 */
export function mannWhitney(
  experiment: readonly number[],
  control: readonly number[],
  options: CanaryOptions = {},
): CanaryComparison {
  const { confLevel = 0.98, tolerance = 0.25, direction = 'either' } = options;
  requireOpenProbability('confLevel', confLevel);
  requireCount('tolerance', tolerance);
  [...experiment, ...control].forEach((value) => {
    requireFinite('experiment, control', value);
  });
  if (experiment.length === 0 || control.length === 0) return NODATA;
  const { ci, hodgesLehmann } = shiftOf(experiment, control, confLevel);
  const classification = haveSameValues(experiment, control)
    ? 'Pass'
    : classify(ci, { bound: tolerance * Math.abs(hodgesLehmann), direction });
  return { classification, ...testOf(experiment, control), ci, hodgesLehmann, reason: null };
}

function testOf(x: readonly number[], y: readonly number[]) {
  const { U, deviation, hasTies } = rankSum(x, y);
  const pairs = x.length * y.length;
  const distance = Math.abs(U - pairs / 2) - 0.5;
  const pAsymptoticCC = deviation === 0 ? 1 : Math.min(1, 2 * normalSurvival(distance / deviation));
  const pExact = hasTies || pairs > MOST_PAIRS_COUNTED ? null : exactP(U, x.length, y.length);
  return { U, cles: U / pairs, pAsymptoticCC, pExact };
}

function exactP(U: number, n: number, m: number): number {
  // The distribution is symmetric: the lower tail is the same and is summed from its small end.
  const least = Math.min(U, n * m - U);
  const tail = rankSumDistribution(n, m).subarray(0, least + 1);
  return Math.min(1, 2 * tail.reduce((sum, p) => sum + p, 0));
}

function shiftOf(x: readonly number[], y: readonly number[], confLevel: number) {
  const pairs = x.length * y.length;
  const w = (shift: number): number => {
    const { U, deviation } = rankSum(x, y, shift);
    const distance = U - pairs / 2;
    return deviation === 0 ? 0 : (distance - Math.sign(distance) / 2) / deviation;
  };
  const lower = Math.min(...x) - Math.max(...y);
  const upper = Math.max(...x) - Math.min(...y);
  // w falls in steps as the shift grows: which point of a step is found depends on the method, so it is always Brent's.
  const root = (level: number): number => {
    if (w(lower) - level <= 0) return lower;
    if (w(upper) - level >= 0) return upper;
    return findRoot((shift) => w(shift) - level, { lower, upper }, PRECISION) ?? lower;
  };
  const z = normalQuantile((1 + confLevel) / 2);
  const ci: Interval = [root(z), root(-z)];
  return { ci, hodgesLehmann: root(0) };
}

function classify(
  [lower, upper]: Interval,
  { bound, direction }: { readonly bound: number; readonly direction: CanaryDirection },
): Classification {
  if (lower > bound && direction !== 'decrease') return 'High';
  return upper < -bound && direction !== 'increase' ? 'Low' : 'Pass';
}

function haveSameValues(x: readonly number[], y: readonly number[]): boolean {
  if (x.length !== y.length) return false;
  const sorted = y.toSorted((a, b) => a - b);
  return x.toSorted((a, b) => a - b).every((value, i) => value === sorted[i]);
}
