import type { DaySums } from '../read/day-sums.js';

/** Units that come in a day, by the last whole days. */
export interface Traffic {
  readonly unitsPerDay: number | null;
  /** Over how many days; 0: no whole day is there yet. */
  readonly days: number;
  readonly reason?: string;
}

const MOST_DAYS = 7;
const MS_PER_DAY = 86_400_000;

/** The traffic of the last seven whole days before the data end; of fewer where the run is younger. */
export function trafficOf(exposures: DaySums['exposures'], completeTo: number | null): Traffic {
  const first = exposures[0]?.day;
  if (first === undefined || completeTo === null) return { unitsPerDay: null, days: 0, reason: 'no-units' };
  const today = Math.floor(completeTo / MS_PER_DAY);
  const days = Math.min(MOST_DAYS, today - dayNumber(first));
  if (days <= 0) return { unitsPerDay: null, days: 0, reason: 'the first day is not over yet' };
  const units = exposures
    .filter(({ day }) => dayNumber(day) >= today - days && dayNumber(day) < today)
    .reduce((sum, row) => sum + row.units, 0);
  return { unitsPerDay: units / days, days };
}

export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00.000Z`) / MS_PER_DAY;
