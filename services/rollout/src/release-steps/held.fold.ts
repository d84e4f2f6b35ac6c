import type { LiveRelease } from '../release/release-state.js';
import { progressedMs } from '../release/release-state.js';

const MS_PER_HOUR = 3_600_000;

/** Is a canary that goes up its ramp by itself at the end of its hold, with a step left? */
export function isHeldLongEnough(release: LiveRelease, now: number): boolean {
  const { autoAdvance, holdHours, ramp } = release.design;
  if (!autoAdvance || release.status !== 'in_progress' || release.environment !== 'canary') return false;
  if (!ramp.some((share) => share > release.trafficPercent)) return false;
  return progressedMs(release, new Date(now).toISOString()) >= holdHours * MS_PER_HOUR;
}
