import { requirePositive } from '../errors/require.js';
import { times } from '../sums/cross-products.js';
import type { DecimalInput } from '../sums/exact-decimal.js';
import { exactDecimal } from '../sums/exact-decimal.js';
import type { MeanSums } from '../sums/from-sums.js';

/** What is kept of the decisions for one arm: sums of rewards y, weighted by their propensities p. */
export interface PropensitySums extends MeanSums {
  /** Σ1/p */
  readonly weightSum: DecimalInput;
  /** Σ1/p² */
  readonly weightSumSquares: DecimalInput;
  /** Σy/p */
  readonly weightedSum: DecimalInput;
  /** Σy/p² */
  readonly squareWeightedSum: DecimalInput;
  /** Σy²/p² */
  readonly weightedSumSquares: DecimalInput;
}

/**
 * Which sums do the decisions for an arm have, when it always had the same chance?
 *
 * Experiments with fixed weights keep plain sums; with these they can be asked what another split would have given.
 * @param sums number of decisions, sum of rewards and of their squares
 * @param propensity the chance of the arm, in (0, 1]
 * @throws OutOfRangeError for a propensity that is not above 0
 * @throws InvalidDecimalError for a sum that is not a decimal
 * @see https://en.wikipedia.org/wiki/Inverse_probability_weighting
 * @example atPropensity({ n: 2, sum: 1, sumSquares: 1 }, 0.5).weightSum // { digits: 4n, scale: 0 }
 */
export function atPropensity({ n, sum, sumSquares }: MeanSums, propensity: number): PropensitySums {
  requirePositive('propensity', propensity);
  const weight = exactDecimal(1 / propensity);
  const square = times(weight, weight);
  return {
    n,
    sum,
    sumSquares,
    weightSum: times(weight, exactDecimal(n)),
    weightSumSquares: times(square, exactDecimal(n)),
    weightedSum: times(weight, exactDecimal(sum)),
    squareWeightedSum: times(square, exactDecimal(sum)),
    weightedSumSquares: times(square, exactDecimal(sumSquares)),
  };
}
