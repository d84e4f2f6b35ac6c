import erfc from '@stdlib/math-base-special-erfc';

/**
 * How probable is a value above `x` under the standard normal distribution?
 *
 * Not 1 − cdf: the difference has no correct digit from 8.5 standard deviations on.
 * @param x any number, in standard deviations
 * @returns probability in [0, 1]; relative error below 1e-12
 * @see https://en.wikipedia.org/wiki/Q-function
 * @example normalSurvival(10) // 7.619853024160525e-24
 */
export const normalSurvival = (x: number): number => erfc(x / Math.SQRT2) / 2;
