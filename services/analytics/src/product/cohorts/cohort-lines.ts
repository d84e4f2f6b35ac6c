import { negative } from '../../engine/state/micros.js';
import { weekOf } from '../model/days.js';
import type { AddLine } from '../model/unit-model.js';
import type { DaysChange } from '../usage/active-units.js';

/** How long a cohort is followed, in its own unit of time. */
export const FOLLOWED = { day: 30, week: 12 } as const;
export type CohortBy = keyof typeof FOLLOWED;

export const cohortFigure = (by: CohortBy, later: number): string => `cohort-${by} ${String(later)}`;

/**
 * A unit belongs to the cohort of the day (and of the week) on which it was first active; it counts once for each day
 * (week) since then in which it was active again.
 */
export function addCohorts({ before, after }: DaysChange, add: AddLine): void {
  addReturns(before, (line, amount) => {
    add(line, negative(amount));
  });
  addReturns(after, add);
}

/** @param days on which the unit was active, ascending */
function addReturns(days: readonly number[], add: AddLine): void {
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
