import type { MetricSpec } from '@assay/contracts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long after an exposure a metric still counts; without a window it ends with its run. Milliseconds. */
export function countsFor({ type, day = 0, delayHours = 0, windowHours }: MetricSpec): number {
  if (type === 'retention') return (day + 1) * DAY_MS;
  return (delayHours + (windowHours ?? 0)) * HOUR_MS;
}

/** How far a metric looks back before an exposure, milliseconds. */
export const looksBack = ({ cuped }: MetricSpec): number =>
  cuped !== undefined && 'preDays' in cuped ? cuped.preDays * DAY_MS : 0;
