import { studentTCdf } from './student-t-cdf.js';

/**
 * How probable is a value above `x` under Student's t distribution?
 *
 * By symmetry the cdf at −x, so that no digit is lost in the upper tail.
 * @param x any number
 * @param degreesOfFreedom above 0, need not be whole
 * @returns probability in [0, 1]
 * @throws OutOfRangeError for degrees of freedom of 0 or less
 * @see https://en.wikipedia.org/wiki/Student%27s_t-distribution
 * @example studentTSurvival(0, 5) // 0.5
 */
export const studentTSurvival = (x: number, degreesOfFreedom: number): number =>
  studentTCdf(-x, degreesOfFreedom);
