const SIGNIFICANT_DIGITS = 6;

/**
 * A number in a sentence: six significant digits, or all of them where it would look like the limit that it is held
 * against and is not.
 * @param value finite
 * @param limit what it is held against
 * @example shownNumber(3 / 41, 0.05); // '0.0731707'
 * @example shownNumber(0.0500000001, 0.05); // '0.0500000001'
 */
export function shownNumber(value: number, limit?: number): string {
  const short = Number(value.toPrecision(SIGNIFICANT_DIGITS));
  return String(Number.isInteger(value) || (short === limit && value !== limit) ? value : short);
}
