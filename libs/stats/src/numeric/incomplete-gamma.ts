import gammaln from '@stdlib/math-base-special-gammaln';

/** Both tails of the regularised incomplete gamma function, each computed without subtracting from 1. */
export interface GammaTails {
  readonly lower: number;
  readonly upper: number;
}

const LN_SQRT_TWO_PI = 0.9189385332046727;
const ITERATIONS = 1_000_000;
const TINY = 1e-300;

/**
 * How much of a gamma distribution of shape `a` (scale 1) lies below and above `x`?
 *
 * A power series below a + 1 and Lentz's continued fraction above, where each converges; the factor in front,
 * xᵃe⁻ˣ/Γ(a + 1), is taken from its deviance for large shapes, because a·ln x − x − lnΓ cancels there.
 * @param x from 0 on
 * @param a shape, above 0
 * @returns both tails, in [0, 1]; O(√a) near the mode
 * @see https://dlmf.nist.gov/8.9
 * @see https://www.r-project.org/doc/reports/CLoader-dbinom-2002.pdf
 */
export function incompleteGamma(x: number, a: number): GammaTails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  if (x < a + 1) {
    const lower = poissonFactor(x, a) * lowerSeries(x, a);
    return { lower, upper: 1 - lower };
  }
  const upper = poissonFactor(x, a) * a * upperFraction(x, a);
  return { lower: 1 - upper, upper };
}

function lowerSeries(x: number, a: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < ITERATIONS && term > sum * 1e-17; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function upperFraction(x: number, a: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < ITERATIONS; i += 1) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return fraction;
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

function poissonFactor(x: number, a: number): number {
  if (a < 20) return Math.exp(a * Math.log(x) - x - gammaln(a + 1));
  return Math.exp(-stirlingError(a) - deviance(a, x) - Math.log(a) / 2 - LN_SQRT_TWO_PI);
}

/** lnΓ(a + 1) minus Stirling's formula; the series is exact to the last digit from 20 on. */
function stirlingError(a: number): number {
  const s = 1 / (a * a);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / a;
}

/** a·ln(a/x) + x − a, by a series where the terms nearly cancel. */
function deviance(a: number, x: number): number {
  const difference = a - x;
  if (Math.abs(difference) >= 0.1 * (a + x)) return a * Math.log(a / x) + x - a;
  const ratio = difference / (a + x);
  const square = ratio * ratio;
  let sum = difference * ratio;
  let power = 2 * a * ratio;
  for (let j = 3; j < 200; j += 2) {
    power *= square;
    const next = sum + power / j;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
