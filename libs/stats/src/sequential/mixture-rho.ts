import { requireOpenProbability, requirePositive } from '../errors/require.js';

/** Planned total units where an experiment names none: where the confidence sequence is tightest. */
export const DEFAULT_TUNING = 5000;

/**
 * Which mixture makes a confidence sequence tightest after `tuning` units?
 *
 * Fixed when a run starts: choosing it after looking would break the promise of the sequence.
 * @param tuning planned total of units over both arms, above 0
 * @param alpha in (0, 1)
 * @returns rho of the normal mixture
 * @throws OutOfRangeError for arguments outside their domains
 * @see https://arxiv.org/abs/2103.06476 equation 161
 * @example mixtureRho(5000, 0.05) // 0.03984006677137368
 */
export function mixtureRho(tuning: number, alpha = 0.05): number {
  requirePositive('tuning', tuning);
  requireOpenProbability('alpha', alpha);
  const logAlpha = Math.log(alpha);
  return Math.sqrt((-2 * logAlpha + Math.log(1 - 2 * logAlpha)) / tuning);
}
