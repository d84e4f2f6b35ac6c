import type { OutcomeRecorded } from '@assay/contracts';
import { bucketOf, DEFAULT_GRID } from '@assay/stats';
import { placeOf } from '../release-routing/place.fold.js';
import type { Cell } from './slot-cells.fold.js';
import { CANARY, foldCells, STABLE } from './slot-cells.fold.js';

export const SLOT_MS = 5_000;
/** What happened longer ago than the longest window has, cannot count in any. */
const LATEST_MS = 3_600_000;

/** Outcomes under one flag and activation within {@link SLOT_MS} from its begin on. */
export interface OutcomeSlot {
  readonly project: string;
  readonly flag: string;
  /** Empty where the outcomes named none. */
  readonly activation: string;
  /** Milliseconds since 1970. */
  readonly slot: number;
  readonly cells: readonly Cell[];
}

/** An outcome with its place in its partition. */
export interface PlacedOutcome {
  readonly event: OutcomeRecorded;
  readonly offset: number;
}

/** A slot of a batch, and the last offset that changed it. */
export interface ChangedSlot extends OutcomeSlot {
  readonly lastOffset: number;
}

const SIDES = { canary: CANARY, stable: STABLE } as const;

export const keyOfSlot = ({ project, flag, activation, slot }: OutcomeSlot): string =>
  JSON.stringify([project, flag, activation, slot]);

function single({ event, offset }: PlacedOutcome, flag: string): ChangedSlot {
  const { unit, success, activation = '', side, latencyMs } = event.data;
  const latencies = latencyMs === undefined ? [] : ([[bucketOf(latencyMs, DEFAULT_GRID), 1]] as const);
  const place = side === undefined ? placeOf(unit) : SIDES[side];
  return {
    project: event.project,
    ...{ flag, activation },
    slot: Math.floor(Date.parse(event.time) / SLOT_MS) * SLOT_MS,
    cells: [[place, 1, success ? 0 : 1, latencies]],
    lastOffset: offset,
  };
}

const isTooLate = ({ time, data }: OutcomeRecorded): boolean =>
  Date.parse(data.receivedAt) - Date.parse(time) > LATEST_MS;

/**
 * Sums up the outcomes of a batch by flag, activation and slot. Those under no flag count for nothing, nor do those that
 * analytics forwarded under a user: they have counted as the unit's own.
 */
export function slotsOf(outcomes: readonly PlacedOutcome[]): readonly ChangedSlot[] {
  const slots = new Map<string, { first: ChangedSlot; cells: Cell[]; lastOffset: number }>();
  for (const outcome of outcomes) {
    const { flag, forwardedFrom } = outcome.event.data;
    if (flag === undefined || forwardedFrom !== undefined || isTooLate(outcome.event)) continue;
    const one = single(outcome, flag);
    const known = slots.get(keyOfSlot(one));
    if (known === undefined)
      slots.set(keyOfSlot(one), { first: one, cells: [...one.cells], lastOffset: one.lastOffset });
    else {
      known.cells.push(...one.cells);
      known.lastOffset = Math.max(known.lastOffset, one.lastOffset);
    }
  }
  return [...slots]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { first, cells, lastOffset }]) => ({ ...first, cells: foldCells(cells), lastOffset }));
}

/** The slots of a batch joined with what was known of them. */
export function joinKnown(
  batch: readonly ChangedSlot[],
  known: readonly OutcomeSlot[],
): readonly ChangedSlot[] {
  const before = new Map(known.map((slot) => [keyOfSlot(slot), slot]));
  return batch.map((slot) => {
    const same = before.get(keyOfSlot(slot));
    return same === undefined ? slot : { ...slot, cells: foldCells([...same.cells, ...slot.cells]) };
  });
}
