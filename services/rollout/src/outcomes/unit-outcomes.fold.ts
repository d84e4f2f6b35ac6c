import type { OutcomeRecorded } from '@assay/contracts';

/** What is known of one unit under one activation of a rollout; times in milliseconds since 1970. */
export interface UnitOutcomes {
  readonly project: string;
  readonly rollout: string;
  /** Empty where the outcome named none. */
  readonly activation: string;
  readonly unit: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly lastError: number | null;
  readonly lastErrorEvent: string | null;
  readonly outcomes: number;
  readonly errors: number;
}

const keyOf = ({ project, rollout, activation, unit }: UnitOutcomes): string =>
  JSON.stringify([project, rollout, activation, unit]);

function single(event: OutcomeRecorded, rollout: string): UnitOutcomes {
  const { unit, success, activation = '' } = event.data;
  const time = Date.parse(event.time);
  return {
    project: event.project,
    ...{ rollout, activation, unit },
    firstSeen: time,
    lastSeen: time,
    lastError: success ? null : time,
    lastErrorEvent: success ? null : event.id,
    outcomes: 1,
    errors: success ? 0 : 1,
  };
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
  firstSeen: Math.min(a.firstSeen, b.firstSeen),
  lastSeen: Math.max(a.lastSeen, b.lastSeen),
  outcomes: a.outcomes + b.outcomes,
  errors: a.errors + b.errors,
});

/** Sums up outcomes by unit, in an order that any batch with the same units has; those under no flag count for nothing. */
export function sumUp(events: readonly OutcomeRecorded[]): readonly UnitOutcomes[] {
  const sums = new Map<string, UnitOutcomes>();
  for (const event of events) {
    if (event.data.flag === undefined) continue;
    const one = single(event, event.data.flag);
    const before = sums.get(keyOf(one));
    sums.set(keyOf(one), before === undefined ? one : merged(before, one));
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
