import { holdOf, hoursInStep, nextShare } from '../release/release-conditions.fold.js';
import type { LiveRelease } from '../release/release-state.js';

/** Is a canary that goes up its ramp by itself at the end of its hold, with a step left? */
export function isHeldLongEnough(release: LiveRelease, now: number): boolean {
  const { autoAdvance, holdHours, ramp } = release.design;
  if (!autoAdvance || release.status !== 'in_progress' || release.environment !== 'canary') return false;
  if (nextShare({ ramp, trafficPercent: release.trafficPercent }) === undefined) return false;
  return hoursInStep(holdOf(release, new Date(now).toISOString())) >= holdHours;
}
