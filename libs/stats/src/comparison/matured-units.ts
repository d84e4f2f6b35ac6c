import { requireCount, requireFinite } from '../errors/require.js';
import { addByPhase } from './add-phases.js';
import type { MetricPhase } from './metric-sums.js';

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Sums of the units that were first exposed on one day. */
export interface MetricDay extends MetricPhase {
  /** UTC day as `2026-01-31`. */
  readonly day: string;
}

/** When the outcome of a unit is final. */
export interface Maturity {
  /** Attribution window in hours; null: no end, every unit counts at once. */
  readonly windowHours: number | null;
  /** Hours from first exposure to the beginning of the window. */
  readonly delayHours?: number;
  /** Up to when the data are complete, in ms; null: nothing is known. */
  readonly completeTo: number | null;
}

export interface MaturedUnits {
  readonly phases: readonly MetricPhase[];
  readonly maturedUnits: number;
  /** Units whose window is still open; they are not in the sums. */
  readonly openUnits: number;
}

/**
 * Which units have had all the time their metric gives them?
 *
 * A unit that came yesterday has had less time to buy than one of last week; counted alike, a rise of traffic
 * looks like a fall of the metric. By whole days of first exposure: a day counts once the window of its last
 * instant is over and the data are complete to then.
 * @param days sums by day of first exposure and phase
 * @param maturity window and delay in hours, and the instant that the data are complete to
 * @returns sums by phase of the matured days, and the units counted and left out
 * @throws StatsError for hours below 0, a day that is no date and sums that are no decimals
 * @see https://exp-platform.com/Documents/2015%20OnlineControlledExperimentsCriticalReview.pdf
 * @example
 * maturedUnits([{ day: '2026-01-01', phase: 1, n: 5, sum: 1, sumSquares: 1 }], { windowHours: 24, completeTo: Date.UTC(2026, 0, 3) }).maturedUnits // 5
 */
export function maturedUnits(days: readonly MetricDay[], maturity: Maturity): MaturedUnits {
  const open = openSince(maturity);
  const matured = days.filter(({ day }) => startOf(day) < open);
  const unitsOf = (rows: readonly MetricDay[]): number => rows.reduce((sum, { n }) => sum + n, 0);
  const counted = unitsOf(matured);
  return {
    phases: addByPhase(matured),
    maturedUnits: counted,
    openUnits: unitsOf(days) - counted,
  };
}

/**
 * Since which day of first exposure is the outcome of units not final yet?
 *
 * Whole days, UTC: whoever was first exposed before it is matured.
 * @param maturity window and delay in hours, and the instant that the data are complete to
 * @returns beginning of the day in ms; Infinity: no unit waits; -Infinity: nothing is known, all of them do
 * @throws StatsError for hours below 0
 * @see https://exp-platform.com/Documents/2015%20OnlineControlledExperimentsCriticalReview.pdf
 * @example openSince({ windowHours: 24, completeTo: 10 * 86_400_000 }) // 777600000
 */
export function openSince({ windowHours, delayHours = 0, completeTo }: Maturity): number {
  requireCount('delayHours', delayHours);
  if (windowHours === null) return Infinity;
  requireCount('windowHours', windowHours);
  if (completeTo === null) return -Infinity;
  return Math.floor((completeTo - (delayHours + windowHours) * MS_PER_HOUR) / MS_PER_DAY) * MS_PER_DAY;
}

function startOf(day: string): number {
  const start = Date.parse(`${day}T00:00:00.000Z`);
  requireFinite('day', start);
  return start;
}
