const DECIMALS = 6;
const MICROS = 1_000_000;

/**
 * A decimal of at most six decimals in millionths, exactly: a number while that is safe, a bigint beyond. Every
 * amount has one form only, so equal amounts are identical.
 */
export type Micros = number | bigint;

/** One whole in millionths: what a unit with the event adds to a proportion. */
export const ONE = MICROS;

const normal = (amount: bigint): Micros => {
  const number = Number(amount);
  return Number.isSafeInteger(number) ? number : amount;
};

/** Exact sum. */
export function plus(one: Micros, other: Micros): Micros {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normal(BigInt(one) + BigInt(other));
}

/** Exact product; of two amounts in millionths it is in millionths of millionths. */
export function times(one: Micros, other: Micros): Micros {
  if (typeof one === 'number' && typeof other === 'number') {
    const product = one * other;
    if (Number.isSafeInteger(product)) return product;
  }
  return normal(BigInt(one) * BigInt(other));
}

export const negative = (amount: Micros): Micros => -amount;

/** Exact difference. */
export const minus = (one: Micros, other: Micros): Micros => plus(one, negative(other));

/** The smaller of an amount and a cap. */
export const atMost = (amount: Micros, cap: Micros): Micros => (amount > cap ? cap : amount);

/** Millionths of decimal text with at most six decimals. */
export function microsOf(decimal: string): Micros {
  const point = decimal.indexOf('.');
  if (point === -1) return normalWhole(decimal);
  const digits = decimal.slice(0, point) + decimal.slice(point + 1).padEnd(DECIMALS, '0');
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number + 0 : normal(BigInt(digits));
}

function normalWhole(decimal: string): Micros {
  const number = Number(decimal) * MICROS;
  return Number.isSafeInteger(number) ? number + 0 : normal(BigInt(decimal) * BigInt(MICROS));
}

/** Millionths as JSON has them. */
export const storableMicros = (amount: Micros): number | string =>
  typeof amount === 'number' ? amount : amount.toString();

/** Millionths as they are stored. */
export const storedMicros = (stored: number | string): Micros =>
  typeof stored === 'number' ? stored : normal(BigInt(stored));

/** An amount of 10^-decimals as decimal text. */
export function decimalOf(amount: Micros, decimals: number): string {
  if (amount === 0) return '0';
  const digits = amount.toString();
  const magnitude = (amount < 0 ? digits.slice(1) : digits).padStart(decimals + 1, '0');
  const text = `${magnitude.slice(0, -decimals)}.${magnitude.slice(-decimals)}`;
  return amount < 0 ? `-${text}` : text;
}
