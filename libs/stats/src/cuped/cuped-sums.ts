import { requireFinite, requireSameLength } from '../errors/require.js';
import type { ArmMoments } from '../frequentist/welch-comparison.js';
import { centredProducts, plus, times } from '../sums/cross-products.js';
import type { DecimalInput } from '../sums/exact-decimal.js';
import { exactDecimal } from '../sums/exact-decimal.js';
import { fromSums } from '../sums/from-sums.js';

/** Sums of a metric in one arm, with a covariate from before the experiment; a unit without one has 0. */
export interface CupedSums {
  readonly n: number;
  readonly preSum: DecimalInput;
  readonly preSumSquares: DecimalInput;
  readonly postSum: DecimalInput;
  readonly postSumSquares: DecimalInput;
  readonly prePostSumProducts: DecimalInput;
}

/** One arm: its sums, or the values of its units before and after. */
export type CupedArm = CupedSums | { readonly pre: readonly number[]; readonly post: readonly number[] };

/** Means, sample variances and covariance of one arm; null where its units give none. */
export interface CupedMoments {
  readonly n: number;
  readonly preMean: number | null;
  readonly postMean: number | null;
  readonly preVariance: number | null;
  readonly postVariance: number | null;
  readonly covariance: number | null;
}

export function cupedSums(arm: CupedArm): CupedSums {
  if (!('pre' in arm)) return arm;
  const { pre, post } = arm;
  requireSameLength('pre', pre, 'post', post);
  [...pre, ...post].forEach((value) => requireFinite('pre, post', value));
  return {
    n: pre.length,
    preSum: total(pre),
    preSumSquares: total(pre, pre),
    postSum: total(post),
    postSumSquares: total(post, post),
    prePostSumProducts: total(pre, post),
  };
}

const total = (a: readonly number[], b?: readonly number[]) =>
  plus(
    exactDecimal(0),
    ...a.map((value, i) => times(exactDecimal(value), exactDecimal(b?.[i] ?? (b ? 0 : 1)))),
  );

/** The sums of both arms as one sample. */
export const together = (a: CupedSums, b: CupedSums): CupedSums => ({
  n: a.n + b.n,
  preSum: added(a.preSum, b.preSum),
  preSumSquares: added(a.preSumSquares, b.preSumSquares),
  postSum: added(a.postSum, b.postSum),
  postSumSquares: added(a.postSumSquares, b.postSumSquares),
  prePostSumProducts: added(a.prePostSumProducts, b.prePostSumProducts),
});

const added = (a: DecimalInput, b: DecimalInput) => plus(exactDecimal(a), exactDecimal(b));

const productsOf = (sums: CupedSums): number =>
  centredProducts({
    n: sums.n,
    sumX: sums.preSum,
    sumY: sums.postSum,
    sumProducts: sums.prePostSumProducts,
  });

const preOf = ({ n, preSum, preSumSquares }: CupedSums) =>
  fromSums({ n, sum: preSum, sumSquares: preSumSquares });
const postOf = ({ n, postSum, postSumSquares }: CupedSums) =>
  fromSums({ n, sum: postSum, sumSquares: postSumSquares });

export function cupedMoments(sums: CupedSums): CupedMoments {
  const [pre, post] = [preOf(sums), postOf(sums)];
  return {
    n: sums.n,
    preMean: pre.mean,
    postMean: post.mean,
    preVariance: pre.variance,
    postVariance: post.variance,
    covariance: sums.n < 2 ? null : productsOf(sums) / (sums.n - 1),
  };
}

/** Slope of the metric on the covariate over one sample; 0 where the covariate does not vary. */
export function slope(sums: CupedSums): number {
  const { m2 } = preOf(sums);
  return m2 === 0 ? 0 : productsOf(sums) / m2;
}

/** Mean and variance of Y − theta·X. */
export const adjustedMoments = (arm: CupedMoments, theta: number): ArmMoments => ({
  n: arm.n,
  mean: arm.postMean === null || arm.preMean === null ? null : arm.postMean - theta * arm.preMean,
  variance: adjustedVariance(arm, theta),
});

export function adjustedVariance(arm: CupedMoments, theta: number): number | null {
  const { preVariance, postVariance, covariance } = arm;
  if (preVariance === null || postVariance === null || covariance === null) return null;
  return Math.max(0, postVariance + theta ** 2 * preVariance - 2 * theta * covariance);
}
