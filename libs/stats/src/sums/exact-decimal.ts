import { InvalidDecimalError } from '../errors/invalid-decimal.error.js';

/** A decimal number without rounding: digits · 10^−scale. */
export interface ExactDecimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Decimal text, a number (taken as the decimal it prints as) or a decimal already read. */
export type DecimalInput = string | number | ExactDecimal;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * Reads a decimal without rounding it.
 *
 * Sums come from the database as text, because a double keeps 15 digits and a sum of squares may have 30.
 * @param input decimal text (`"-12.5"`, `"1e3"`), a finite number, or an exact decimal
 * @returns the same number, exactly
 * @throws InvalidDecimalError for anything else
 * @example exactDecimal('2.50') // { digits: 250n, scale: 2 }
 */
export function exactDecimal(input: DecimalInput): ExactDecimal {
  if (typeof input === 'object') return input;
  const text = String(input).trim();
  const match = DECIMAL.exec(text);
  if (match === null) throw new InvalidDecimalError(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') throw new InvalidDecimalError(text);
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/**
 * The decimal that a count of millionths stands for.
 * @param micros sum of values in millionths, or sum of products in millionths squared
 * @param power 1 for a sum of values, 2 for a sum of squares or products
 * @example decimalFromMicros(2_500_000n) // { digits: 2500000n, scale: 6 }
 */
export const decimalFromMicros = (micros: bigint, power: 1 | 2 = 1): ExactDecimal => ({
  digits: micros,
  scale: 6 * power,
});

/**
 * A decimal as text, without zeros at its end.
 * @param decimal any exact decimal
 * @example decimalText({ digits: -250n, scale: 2 }) // '-2.5'
 */
export function decimalText({ digits, scale }: ExactDecimal): string {
  const text = magnitude(digits)
    .toString()
    .padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  return `${digits < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The same decimals over one common scale. */
export function withCommonScale(decimals: readonly ExactDecimal[]): { digits: bigint[]; scale: number } {
  const scale = Math.max(0, ...decimals.map((decimal) => decimal.scale));
  return { digits: decimals.map((decimal) => decimal.digits * 10n ** BigInt(scale - decimal.scale)), scale };
}

/**
 * A quotient of two integers of any size as the nearest double (to the last digit or one beside it).
 * @param numerator any integer
 * @param denominator any integer but 0
 * @example ratioToNumber(1n, 3n) // 0.3333333333333333
 */
export function ratioToNumber(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  if (numerator < 0n !== denominator < 0n)
    return -ratioToNumber(magnitude(numerator), magnitude(denominator));
  const [top, bottom] = [magnitude(numerator), magnitude(denominator)];
  const shift = 66 - (bitLength(top) - bitLength(bottom));
  const quotient = shift >= 0 ? (top << BigInt(shift)) / bottom : top / (bottom << BigInt(-shift));
  // Halved steps keep 2^shift inside the range of a double for very large and very small quotients.
  return Number(quotient) * 2 ** Math.trunc(-shift / 2) * 2 ** (-shift - Math.trunc(-shift / 2));
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const bitLength = (value: bigint): number => value.toString(16).length * 4;
