import { weekOf } from '../../calendar/days.js';
import type { AddLine, Line } from '../model/unit-model.js';
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
  for (const by of ['day', 'week'] as const) {
    const [was, is] = [returnsOf(before, by), returnsOf(after, by)];
    const isSame = was.cohort === is.cohort;
    for (const later of was.later)
      if (!isSame || !is.later.has(later)) add(lineOf(by, was.cohort, later), -1);
    for (const later of is.later) if (!isSame || !was.later.has(later)) add(lineOf(by, is.cohort, later), 1);
  }
}

const lineOf = (by: CohortBy, day: number, later: number): Line => ({
  span: 0,
  day,
  figure: cohortFigure(by, later),
});

interface Returns {
  /** Its first day. */
  readonly cohort: number;
  readonly later: ReadonlySet<number>;
}

/** @param days on which the unit was active, ascending */
function returnsOf(days: readonly number[], by: CohortBy): Returns {
  const [first] = days;
  if (first === undefined) return { cohort: 0, later: new Set() };
  const cohort = by === 'day' ? first : weekOf(first);
  const later = new Set<number>();
  for (const day of days) {
    const since = by === 'day' ? day - cohort : (weekOf(day) - cohort) / 7;
    if (since > FOLLOWED[by]) break;
    later.add(since);
  }
  return { cohort, later };
}
