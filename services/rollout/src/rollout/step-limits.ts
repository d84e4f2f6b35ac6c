import type { RolloutDesign } from './rollout-state.js';

/** A step needs a lower error rate than this, and a higher success rate. */
export const MAX_ERROR_RATE = 0.05;
export const MIN_SUCCESS_RATE = 0.95;
/** A tier that is left within a day has not seen a day’s course of use. */
export const LEAST_HOURS_IN_TIER = 24;

/** How long a rollout stays in a tier: as it was designed, and not less than what is demanded of designs by now. */
export const hoursNeeded = ({ minHoursInTier }: Pick<RolloutDesign, 'minHoursInTier'>): number =>
  Math.max(minHoursInTier, LEAST_HOURS_IN_TIER);
