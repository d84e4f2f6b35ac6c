import erfc from '@stdlib/math-base-special-erfc';

/**
 * How probable is a value of at most `x` under the standard normal distribution?
 *
 * Computed as erfc(−x/√2)/2, which keeps its relative precision far into the lower tail, where ½(1 + erf) has
 * lost every digit at −8.5.
 * @param x any number, in standard deviations
 * @returns probability in [0, 1]; relative error below 1e-12
 * @see https://en.wikipedia.org/wiki/Normal_distribution#Cumulative_distribution_function
 * @example normalCdf(-1.959963984540054) // 0.025
 */
export const normalCdf = (x: number): number => erfc(-x / Math.SQRT2) / 2;
