import { dateOf, dayOf } from '../../calendar/days.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { Window } from '../report/window.js';
import type { Share } from '../report/share.js';
import { shareOf } from '../report/share.js';
import type { Table } from '../../reporting/table.js';
import type { CohortBy } from './cohort-lines.js';
import { FOLLOWED } from './cohort-lines.js';

/** The share of a cohort that was active again so many days or weeks later. */
interface Return extends Partial<Share> {
  readonly after: number;
  readonly rate: number | null;
  readonly reason?: string;
}

interface CohortRow {
  /** The day, or the Monday of the week, on which its units were first active. */
  readonly cohort: string;
  readonly units: number;
  readonly returned: readonly Return[];
}

/** Who came back, by when they came first. */
export interface CohortsReport {
  readonly window: Window;
  readonly coverage: Coverage;
  readonly by: CohortBy;
  readonly rows: readonly CohortRow[];
}

const LENGTH = { day: 1, week: 7 } as const;

/**
 * @param counts units of the cohort that were active so much later, by how much
 * @param completeTo the instant up to which all events are there; what is not over by then is not judged
 */
export function cohortRow(
  day: number,
  counts: ReadonlyMap<number, number>,
  { by, completeTo }: { readonly by: CohortBy; readonly completeTo: string | null },
): CohortRow {
  const units = counts.get(0) ?? 0;
  const today = completeTo === null ? -Infinity : dayOf(Date.parse(completeTo));
  const returned = Array.from({ length: FOLLOWED[by] }, (_, place): Return => {
    const after = place + 1;
    const isOver = day + (after + 1) * LENGTH[by] <= today;
    if (!isOver)
      return {
        after,
        count: counts.get(after) ?? 0,
        of: units,
        rate: null,
        reason: `the ${by} is not over yet`,
      };
    return { after, ...shareOf(counts.get(after) ?? 0, units, 'the cohort is empty') };
  });
  return { cohort: dateOf(day), units, returned };
}

export function cohortsTable({ by, rows }: CohortsReport): Table {
  const shares = Array.from({ length: FOLLOWED[by] }, (_, place) => `${by}_${String(place + 1)}`);
  return {
    columns: ['cohort', 'units', ...shares],
    shares,
    rows: rows.map(({ cohort, units, returned }) => [cohort, units, ...returned.map(({ rate }) => rate)]),
  };
}
