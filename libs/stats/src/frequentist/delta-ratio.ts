import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import { InconsistentSumsError } from '../errors/inconsistent-sums.error.js';
import { requireCount, requireFinite, requireSameLength } from '../errors/require.js';
import { plus, quotient, times } from '../sums/cross-products.js';
import type { DecimalInput, ExactDecimal } from '../sums/exact-decimal.js';
import { exactDecimal } from '../sums/exact-decimal.js';
import type { ArmMoments, WelchComparison, WelchOptions } from './welch-comparison.js';
import { NOTHING_COMPARED, welchComparison } from './welch-comparison.js';

/** Sums of a ratio metric in one arm: numerator and denominator of each unit. */
export interface RatioSums {
  readonly n: number;
  readonly numSum: DecimalInput;
  readonly numSumSquares: DecimalInput;
  readonly denSum: DecimalInput;
  readonly denSumSquares: DecimalInput;
  readonly numDenSumProducts: DecimalInput;
}

/** One arm of a ratio metric: its sums, or the numerator and denominator of each unit. */
export type RatioArm = RatioSums | { readonly num: readonly number[]; readonly den: readonly number[] };

export interface RatioMoments extends ArmMoments {
  readonly reason: NothingToCompute | null;
}

/** Sums given as doubles may miss by their last digits. */
const ROUNDING = 1e-9;

/**
 * Which ratio does an arm have, and how much does it vary from unit to unit?
 *
 * The delta method: the variance of a ratio of means is that of num − R·den over the squared mean of the
 * denominator. The residuals are squared and summed as exact decimals.
 * @param arm sums of an arm, or its values
 * @returns ratio as `mean`, its unit variance, and why one of them is null
 * @throws StatsError for n below 0, sums that are not decimals, and lists of different length
 * @see https://arxiv.org/abs/1803.06336
 * @example ratioMoments({ num: [1, 2, 3], den: [1, 2, 4] }).mean // 0.857142857…
 */
export function ratioMoments(arm: RatioArm): RatioMoments {
  const sums = 'num' in arm ? sumsOf(arm) : arm;
  const { n } = sums;
  requireCount('n', n);
  if (n === 0) return { n, mean: null, variance: null, reason: 'no-units' };
  const [num, den] = [exactDecimal(sums.numSum), exactDecimal(sums.denSum)];
  if (den.digits === 0n) return { n, mean: null, variance: null, reason: 'zero-denominator' };
  const mean = quotient(num, den);
  if (n < 2) return { n, mean, variance: null, reason: 'too-few-units' };
  // Σ(num − R·den)², with D²: the residuals sum to 0, so this is centred already.
  const residuals = plus(
    times(times(den, den), exactDecimal(sums.numSumSquares)),
    times(times(exactDecimal(-2), times(num, den)), exactDecimal(sums.numDenSumProducts)),
    times(times(num, num), exactDecimal(sums.denSumSquares)),
  );
  const squares = quotient(residuals, times(den, den));
  if (squares < -ROUNDING * Math.abs(quotient(exactDecimal(sums.numSumSquares), exactDecimal(1))))
    throw new InconsistentSumsError(
      'the squares of numerator and denominator are too small for their products',
    );
  const denMean = quotient(den, exactDecimal(n));
  return { n, mean, variance: Math.max(0, squares) / (n - 1) / denMean ** 2, reason: null };
}

function sumsOf({
  num,
  den,
}: {
  readonly num: readonly number[];
  readonly den: readonly number[];
}): RatioSums {
  requireSameLength('num', num, 'den', den);
  num.forEach((value, i) => requireFinite(`num[${String(i)}]`, value));
  den.forEach((value, i) => requireFinite(`den[${String(i)}]`, value));
  return {
    n: num.length,
    numSum: exactSum(
      num,
      num.map(() => 1),
    ),
    numSumSquares: exactSum(num, num),
    denSum: exactSum(
      den,
      den.map(() => 1),
    ),
    denSumSquares: exactSum(den, den),
    numDenSumProducts: exactSum(num, den),
  };
}

const exactSum = (a: readonly number[], b: readonly number[]): ExactDecimal =>
  plus(exactDecimal(0), ...a.map((value, i) => times(exactDecimal(value), exactDecimal(b[i] ?? 0))));

/**
 * Which ratio does one sample have, and how exactly is it known?
 * @param arm numerator and denominator of each unit, or their sums
 * @returns ratio and its standard error; null with a reason where the data give none
 * @throws StatsError as {@link ratioMoments}
 * @see https://arxiv.org/abs/1803.06336
 * @example sampleRatio({ num: [1, 2, 3], den: [1, 2, 4] }).ratio // 0.857142857…
 */
export function sampleRatio(arm: RatioArm): {
  readonly ratio: number | null;
  readonly se: number | null;
  readonly reason: NothingToCompute | null;
} {
  const { n, mean, variance, reason } = ratioMoments(arm);
  return { ratio: mean, se: variance === null ? null : Math.sqrt(variance / n), reason };
}

/**
 * Does a ratio of two sums (revenue per order, clicks per view) differ between control and treatment?
 *
 * Welch's comparison over units with the variance of the delta method; the denominator may vary with the arm.
 * @param control arm as sums or values
 * @param treatment arm that is held against it
 * @param options effect, alpha in (0, 1), alternative
 * @returns estimate, standard error, degrees of freedom, t, p-value and interval; null with a reason where the
 *   data give none
 * @throws StatsError as {@link ratioMoments}, and for alpha outside (0, 1)
 * @see https://arxiv.org/abs/1803.06336
 * @example deltaRatio({ num: [1, 2, 3], den: [1, 1, 1] }, { num: [2, 3, 4], den: [1, 1, 1] }).estimate // 1
 */
export function deltaRatio(
  control: RatioArm,
  treatment: RatioArm,
  options: WelchOptions = {},
): WelchComparison {
  const [base, other] = [ratioMoments(control), ratioMoments(treatment)];
  const result = welchComparison(base, other, options);
  const empty = [base, other].find(({ mean }) => mean === null);
  return empty === undefined ? result : { ...NOTHING_COMPARED, reason: empty.reason };
}
