import gammaln from '@stdlib/math-base-special-gammaln';

/** Logarithm of the beta function B(a, b), for a and b above 0. */
export const logBeta = (a: number, b: number): number => gammaln(a) + gammaln(b) - gammaln(a + b);
