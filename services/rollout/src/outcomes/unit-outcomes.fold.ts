import type { OutcomeRecorded } from '@assay/contracts';
import { bucketOf } from '@assay/stats';
import { LATENCY_GRID } from '../health/minute-sums.js';
import type { Slot } from './outcome-slots.fold.js';
import { foldSlots } from './outcome-slots.fold.js';

/** What is known of one unit under one activation of a rollout; times in milliseconds since 1970. */
export interface UnitOutcomes {
  readonly project: string;
  readonly rollout: string;
  /** Empty where the outcome named none. */
  readonly activation: string;
  readonly unit: string;
  readonly lastSeen: number;
  readonly lastError: number | null;
  readonly lastErrorEvent: string | null;
  /** How many there were, and when. */
  readonly slots: readonly Slot[];
}

const FIRST_SERVER_ERROR = 500;

const keyOf = ({ project, rollout, activation, unit }: UnitOutcomes): string =>
  JSON.stringify([project, rollout, activation, unit]);

function single(event: OutcomeRecorded, rollout: string): UnitOutcomes {
  const { unit, success, activation = '' } = event.data;
  const time = Date.parse(event.time);
  return {
    project: event.project,
    ...{ rollout, activation, unit },
    lastSeen: time,
    lastError: success ? null : time,
    lastErrorEvent: success ? null : event.id,
    slots: [slotOf(event, time)],
  };
}

function slotOf({ data: { success, status = 0, latencyMs } }: OutcomeRecorded, time: number): Slot {
  const latencies: Slot[4] = latencyMs === undefined ? [] : [[bucketOf(latencyMs, LATENCY_GRID), 1]];
  return [time, 1, success ? 0 : 1, status >= FIRST_SERVER_ERROR ? 1 : 0, latencies];
}

/** The later error; of two at the same time, the one with the larger id. */
function laterError(a: UnitOutcomes, b: UnitOutcomes): Pick<UnitOutcomes, 'lastError' | 'lastErrorEvent'> {
  const order = (a.lastError ?? -1) - (b.lastError ?? -1);
  const isLater = order === 0 ? (a.lastErrorEvent ?? '') > (b.lastErrorEvent ?? '') : order > 0;
  const { lastError, lastErrorEvent } = isLater ? a : b;
  return { lastError, lastErrorEvent };
}

const merged = (a: UnitOutcomes, b: UnitOutcomes): UnitOutcomes => ({
  ...a,
  ...laterError(a, b),
  lastSeen: Math.max(a.lastSeen, b.lastSeen),
  slots: [...a.slots, ...b.slots],
});

const folded = (unit: UnitOutcomes): UnitOutcomes => ({
  ...unit,
  slots: foldSlots(unit.slots, unit.lastSeen),
});

/** Those of a batch, joined with what was known of the same units. */
export function joinKnown(
  batch: readonly UnitOutcomes[],
  known: readonly UnitOutcomes[],
): readonly UnitOutcomes[] {
  const before = new Map(known.map((unit) => [keyOf(unit), unit]));
  return batch.map((unit) => {
    const same = before.get(keyOf(unit));
    return same === undefined ? unit : folded(merged(same, unit));
  });
}

/**
 * Sums up outcomes by unit, in an order that any batch with the same units has. Those under no flag count for nothing,
 * nor do those that analytics forwarded under a user: they have counted under the unit they happened to.
 */
export function sumUp(events: readonly OutcomeRecorded[]): readonly UnitOutcomes[] {
  const sums = new Map<string, UnitOutcomes>();
  for (const event of events) {
    const { flag, forwardedFrom } = event.data;
    if (flag === undefined || forwardedFrom !== undefined) continue;
    const one = single(event, flag);
    const before = sums.get(keyOf(one));
    sums.set(keyOf(one), before === undefined ? one : merged(before, one));
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => folded(sum));
}
