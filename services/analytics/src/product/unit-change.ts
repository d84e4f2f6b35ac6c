import type { Observation } from '../engine/state/observation.js';
import { observationOf } from '../engine/storage/unit-event.js';
import type { HistoryRow } from '../engine/storage/unit-event.js';
import type { UnitWork } from '../engine/unit-work.js';
import { countsIn, firstAlias, forwardedFrom } from '../engine/unit-work.js';

/** What a batch brings to a unit. */
export interface UnitChange {
  readonly project: string;
  readonly unitKey: string;
  readonly isNew: boolean;
  readonly alias: string | undefined;
  /** It turned out to be a user in this batch: what it did by itself no longer counts here. */
  readonly startsAnew: boolean;
  readonly observed: readonly Observation[];
}

export function unitChange(
  work: UnitWork,
  stored: { readonly alias: string | undefined } | undefined,
): UnitChange {
  const { project, unitKey } = work;
  const newAlias = stored?.alias === undefined ? firstAlias(work) : undefined;
  const alias = stored?.alias ?? newAlias;
  const observed = work.events.flatMap(({ event, seen }) =>
    seen !== undefined && countsIn(alias, forwardedFrom(event)) ? [seen] : [],
  );
  const isNew = stored === undefined;
  return { project, unitKey, isNew, alias, startsAnew: newAlias !== undefined, observed };
}

/** What counts of everything that has happened to a unit. */
export const observedIn = (
  history: readonly HistoryRow[],
  alias: string | undefined,
): readonly Observation[] =>
  history.flatMap((row) => (countsIn(alias, row.forwarded_from) ? (observationOf(row) ?? []) : []));
