import { InconsistentSumsError } from '../errors/inconsistent-sums.error.js';
import { requireCount } from '../errors/require.js';
import type { DecimalInput, ExactDecimal } from './exact-decimal.js';
import { exactDecimal, ratioToNumber, withCommonScale } from './exact-decimal.js';

/** Sums of two values of the same units. */
export interface ProductSums {
  readonly n: number;
  readonly sumX: DecimalInput;
  readonly sumY: DecimalInput;
  readonly sumProducts: DecimalInput;
}

/**
 * How do two values of the same units vary together?
 *
 * The centred sum of products Σxy − ΣxΣy/n, centred as exact integers and only then rounded.
 * @param sums number of units, the two sums, and the sum of the products
 * @returns the centred sum; divided by n − 1 it is the sample covariance; 0 without units
 * @throws StatsError for n below 0, and for sums that are not decimals
 * @see https://en.wikipedia.org/wiki/Covariance#Calculating_the_sample_covariance
 * @example centredProducts({ n: 2, sumX: 3, sumY: 7, sumProducts: 11 }) // 0.5
 */
export function centredProducts({ n, sumX, sumY, sumProducts }: ProductSums): number {
  requireCount('n', n);
  const [x, y, products] = [exactDecimal(sumX), exactDecimal(sumY), exactDecimal(sumProducts)];
  if (n === 0) {
    if ([x, y, products].some(({ digits }) => digits !== 0n))
      throw new InconsistentSumsError('no units, and sums other than 0');
    return 0;
  }
  const units = exactDecimal(n);
  return quotient(plus(times(products, units), negated(times(x, y))), units);
}

/** The product of two decimals, without rounding. */
export const times = (a: ExactDecimal, b: ExactDecimal): ExactDecimal => ({
  digits: a.digits * b.digits,
  scale: a.scale + b.scale,
});

export const negated = ({ digits, scale }: ExactDecimal): ExactDecimal => ({ digits: -digits, scale });

/** The sum of decimals, without rounding. */
export function plus(...terms: readonly ExactDecimal[]): ExactDecimal {
  const { digits, scale } = withCommonScale(terms);
  return { digits: digits.reduce((sum, term) => sum + term, 0n), scale };
}

/** The quotient of two decimals as the nearest double; the second is not 0. */
export function quotient(a: ExactDecimal, b: ExactDecimal): number {
  const { digits } = withCommonScale([a, b]);
  return ratioToNumber(digits[0] ?? 0n, digits[1] ?? 1n);
}
