const TERMS = 20;
/** Bernoulli numbers B₂ⱼ over (2j)!, j = 1 … 7. */
const CORRECTIONS = [
  1 / 12,
  -1 / 720,
  1 / 30_240,
  -1 / 1_209_600,
  1 / 47_900_160,
  -691 / 1_307_674_368_000,
  1 / 74_724_249_600,
];

/**
 * The Riemann zeta function, Σ 1/kˢ.
 *
 * The first 20 terms, then Euler-Maclaurin for the rest.
 * @param s above 1
 * @returns the sum, to about 15 digits
 * @see https://dlmf.nist.gov/25.2#E9
 * @example zeta(2) // 1.6449340668482264
 */
export function zeta(s: number): number {
  let sum = 0;
  for (let k = 1; k < TERMS; k += 1) sum += k ** -s;
  sum += TERMS ** (1 - s) / (s - 1) + TERMS ** -s / 2;
  let rising = s;
  CORRECTIONS.forEach((correction, j) => {
    sum += correction * rising * TERMS ** (-s - 2 * j - 1);
    rising *= (s + 2 * j + 1) * (s + 2 * j + 2);
  });
  return sum;
}
