import type { Observation } from '../engine/state/observation.js';
import { forwardedFrom, observationOf } from '../engine/storage/unit-event.js';
import type { HistoryRow } from '../engine/storage/unit-event.js';
import type { UnitWork } from '../engine/unit-work.js';
import { countsIn, firstAlias, isErased } from '../engine/unit-work.js';
import type { KnownUnit } from './storage/known-units.js';

/** What a batch brings to a unit. */
export interface UnitChange {
  readonly project: string;
  readonly unitKey: string;
  readonly isNew: boolean;
  readonly alias: string | undefined;
  readonly forgotten: boolean;
  /** In this batch. */
  readonly newlyForgotten: boolean;
  /** It turned out to be a user, or was forgotten, in this batch: all that has happened counts otherwise now. */
  readonly startsAnew: boolean;
  readonly observed: readonly Observation[];
}

export function unitChange(work: UnitWork, stored: KnownUnit | undefined): UnitChange {
  const { project, unitKey } = work;
  const newAlias = stored?.alias === undefined ? firstAlias(work) : undefined;
  const alias = stored?.alias ?? newAlias;
  const observed = work.events.flatMap(({ event, seen }) =>
    seen !== undefined && countsIn(alias, forwardedFrom(event)) ? [seen] : [],
  );
  const isNew = stored === undefined;
  const wasForgotten = stored?.forgotten === true;
  const newlyForgotten = !wasForgotten && isErased(work);
  const forgotten = wasForgotten || newlyForgotten;
  const startsAnew = newAlias !== undefined || newlyForgotten;
  return { project, unitKey, isNew, alias, forgotten, newlyForgotten, startsAnew, observed };
}

/** What counts of everything that has happened to a unit. */
export const observedIn = (
  history: readonly HistoryRow[],
  alias: string | undefined,
): readonly Observation[] =>
  history.flatMap((row) => (countsIn(alias, row.forwarded_from) ? (observationOf(row) ?? []) : []));
