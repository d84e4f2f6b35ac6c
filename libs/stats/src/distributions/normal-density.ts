const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

/**
 * The density of the standard normal distribution.
 * @param x any number, in standard deviations
 * @returns density, at most 0.3989
 * @see https://en.wikipedia.org/wiki/Normal_distribution
 * @example normalDensity(0) // 0.3989422804014327
 */
export const normalDensity = (x: number): number => INVERSE_SQRT_TWO_PI * Math.exp((-x * x) / 2);
