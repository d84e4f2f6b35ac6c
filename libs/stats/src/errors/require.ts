import { InvalidCountError } from './invalid-count.error.js';
import { LengthMismatchError } from './length-mismatch.error.js';
import { NotFiniteError } from './not-finite.error.js';
import { OutOfRangeError } from './out-of-range.error.js';
import { SuccessesExceedUnitsError } from './successes-exceed-units.error.js';

export function requireFinite(field: string, value: number): void {
  if (!Number.isFinite(value)) throw new NotFiniteError(field, value);
}

export function requireCount(field: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) throw new InvalidCountError(field, value);
}

export function requirePositive(field: string, value: number): void {
  requireFinite(field, value);
  if (value <= 0) throw new OutOfRangeError(field, value, '(0, ∞)');
}

/** A probability that may be neither certain nor impossible: alpha, power, confidence. */
export function requireOpenProbability(field: string, value: number): void {
  requireFinite(field, value);
  if (value <= 0 || value >= 1) throw new OutOfRangeError(field, value, '(0, 1)');
}

export function requireProbability(field: string, value: number): void {
  requireFinite(field, value);
  if (value < 0 || value > 1) throw new OutOfRangeError(field, value, '[0, 1]');
}

export function requireProportion(field: string, { successes, n }: { successes: number; n: number }): void {
  requireCount(`${field}.n`, n);
  requireCount(`${field}.successes`, successes);
  if (successes > n) throw new SuccessesExceedUnitsError(successes, n);
}

export function requireSameLength(
  first: string,
  a: readonly unknown[],
  second: string,
  b: readonly unknown[],
): void {
  if (a.length !== b.length) throw new LengthMismatchError(first, second, [a.length, b.length]);
}
