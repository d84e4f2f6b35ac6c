import type { SketchBucket } from '@assay/stats';
import { addBuckets } from '../health/minute-sums.js';

/** Outcomes of one slot of time. */
export type Slot = readonly [
  /** When the first of them was, in milliseconds since 1970. */
  first: number,
  outcomes: number,
  errors: number,
  /** Those with a status of 500 and above. */
  serverErrors: number,
  /** How long they took, by the buckets of the grid of latencies; of the last half hour. */
  latencies: readonly SketchBucket[],
];

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/**
 * How wide slots are for the present and the last stretch of this length. Widths divide each other and the stretch
 * before, so that a slot lies in one wider slot as a whole; each is a tenth of the stretch before or less.
 */
const WIDTHS = [
  { width: SECOND, within: MINUTE },
  { width: 5 * SECOND, within: 5 * MINUTE },
  { width: 30 * SECOND, within: 30 * MINUTE },
  { width: 3 * MINUTE, within: 3 * HOUR },
  { width: 15 * MINUTE, within: 12 * HOUR },
  { width: HOUR, within: 2 * DAY },
  { width: 4 * HOUR, within: 10 * DAY },
  { width: DAY, within: 30 * DAY },
];
/** Trigger rules look back half an hour at most: wider slots have no latencies. */
const WIDEST_WITH_LATENCIES = 30 * SECOND;

export const MOST_SLOTS = WIDTHS.reduce((most, { width, within }) => most + (2 * within) / width, 1);

/** The width of the slot that an instant falls into, seen from the last one: the longer ago, the wider. */
const widthAt = (time: number, last: number): number | undefined =>
  WIDTHS.find(({ within }) => Math.floor(time / within) >= Math.floor(last / within) - 1)?.width;

const together = ([a, ...as]: Slot, [b, ...bs]: Slot): Slot => [
  Math.min(a, b),
  as[0] + bs[0],
  as[1] + bs[1],
  as[2] + bs[2],
  addBuckets([...as[3], ...bs[3]]),
];

const withoutLatencies = ([first, outcomes, errors, serverErrors]: Slot): Slot => [
  ...([first, outcomes, errors, serverErrors] as const),
  [],
];

/**
 * Joins slots, old ones into wider ones: whatever order outcomes come in, the same slots remain, at most
 * {@link MOST_SLOTS}. A window of up to 30 days is found in them to within a tenth of its length.
 * @param slots of one unit, in any order
 * @param last when the unit was last seen; milliseconds since 1970
 */
export function foldSlots(slots: readonly Slot[], last: number): readonly Slot[] {
  const folded = new Map<string, Slot>();
  for (const slot of slots) {
    const width = widthAt(slot[0], last);
    const at = width === undefined ? 'before' : `${String(width)}:${String(Math.floor(slot[0] / width))}`;
    const kept = width === undefined || width > WIDEST_WITH_LATENCIES ? withoutLatencies(slot) : slot;
    const before = folded.get(at);
    folded.set(at, before === undefined ? kept : together(before, kept));
  }
  return [...folded.values()].sort(([a], [b]) => a - b);
}
