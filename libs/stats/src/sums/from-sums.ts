import { InconsistentSumsError } from '../errors/inconsistent-sums.error.js';
import { requireCount } from '../errors/require.js';
import type { DecimalInput } from './exact-decimal.js';
import { exactDecimal, ratioToNumber, withCommonScale } from './exact-decimal.js';

/** Sufficient statistics of one metric: what a report keeps instead of the values. */
export interface MeanSums {
  readonly n: number;
  readonly sum: DecimalInput;
  readonly sumSquares: DecimalInput;
}

/** What a comparison of means needs of an arm. */
export interface SampleMoments {
  readonly n: number;
  /** null without units. */
  readonly mean: number | null;
  /** Sum of squared deviations from the mean; 0 without units. */
  readonly m2: number;
  /** Sample variance, M2 / (n − 1); null below two units. */
  readonly variance: number | null;
}

/**
 * Which mean and variance have values with these sums?
 *
 * The sums are centred as exact integers (n·Σy² − (Σy)²) and only then rounded: in doubles an offset of 1e9
 * with a variance of 30 leaves no correct digit.
 * @param sums number of units, sum of values and sum of their squares
 * @returns mean, centred sum of squares and sample variance
 * @throws InvalidCountError for n below 0
 * @throws InvalidDecimalError for a sum that is not a decimal
 * @throws InconsistentSumsError for a sum of squares that is too small for its sum
 * @see https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance
 * @example fromSums({ n: 3, sum: '6', sumSquares: '14' }) // { n: 3, mean: 2, m2: 2, variance: 1 }
 */
export function fromSums({ n, sum, sumSquares }: MeanSums): SampleMoments {
  requireCount('n', n);
  const total = exactDecimal(sum);
  const squares = exactDecimal(sumSquares);
  if (n === 0) return emptyMoments(total.digits, squares.digits);
  const square = { digits: total.digits * total.digits, scale: 2 * total.scale };
  const { digits, scale } = withCommonScale([{ ...squares, digits: squares.digits * BigInt(n) }, square]);
  const centred = (digits[0] ?? 0n) - (digits[1] ?? 0n);
  if (centred < 0n && !withinRounding({ n, sum, sumSquares }))
    throw new InconsistentSumsError(`n ${String(n)}, and the squares sum to less than (Σy)²/n`);
  const m2 = centred <= 0n ? 0 : ratioToNumber(centred, BigInt(n) * 10n ** BigInt(scale));
  const mean = ratioToNumber(total.digits, BigInt(n) * 10n ** BigInt(total.scale));
  return { n, mean, m2, variance: n < 2 ? null : m2 / (n - 1) };
}

function emptyMoments(sum: bigint, sumSquares: bigint): SampleMoments {
  if (sum !== 0n || sumSquares !== 0n) throw new InconsistentSumsError('no units, and sums other than 0');
  return { n: 0, mean: null, m2: 0, variance: null };
}

/** Sums given as doubles may miss by their last digits; exact text may not. */
const withinRounding = ({ n, sum, sumSquares }: MeanSums): boolean =>
  typeof sum === 'number' &&
  typeof sumSquares === 'number' &&
  (sum * sum) / n - sumSquares <= 1e-9 * Math.abs(sumSquares);
