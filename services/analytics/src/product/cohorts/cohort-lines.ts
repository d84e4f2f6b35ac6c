import { weekOf } from '../model/days.js';
import type { AddLine } from '../model/unit-model.js';

/** How long a cohort is followed, in its own unit of time. */
export const FOLLOWED = { day: 30, week: 12 } as const;
export type CohortBy = keyof typeof FOLLOWED;

export const cohortFigure = (by: CohortBy, later: number): string => `cohort-${by} ${String(later)}`;

/**
 * A unit belongs to the cohort of the day (and of the week) on which it was first active; it counts once for each day
 * (week) since then in which it was active again.
 * @param days on which it was active, ascending
 */
export function addCohorts(days: readonly number[], add: AddLine): void {
  const [first] = days;
  if (first === undefined) return;
  for (const day of days) {
    if (day - first > FOLLOWED.day) break;
    add({ span: 0, day: first, figure: cohortFigure('day', day - first) }, 1);
  }
  const firstWeek = weekOf(first);
  const weeks = new Set(days.map((day) => (weekOf(day) - firstWeek) / 7));
  for (const later of weeks)
    if (later <= FOLLOWED.week) add({ span: 0, day: firstWeek, figure: cohortFigure('week', later) }, 1);
}
