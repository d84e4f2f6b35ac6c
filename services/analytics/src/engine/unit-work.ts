import type { DefinitionsOf } from './state/metric-definitions.js';
import type { Exposure, Happening, Observation } from './state/observation.js';
import { isOfUnitItself } from './state/observation.js';
import type { UnitEntry, UnitState } from './state/unit-state.js';
import { NEW_UNIT } from './state/unit-state.js';
import { entered, fold, isClosed, openState, refold } from './state/unit.fold.js';
import type { StoredUnit } from './storage/stored-units.js';
import type { HistoryRow, UnitEvent } from './storage/unit-event.js';
import { forwardedFrom, observationOf, withoutAttributes } from './storage/unit-event.js';

/** What a batch brings to one unit. */
export interface UnitWork {
  readonly project: string;
  readonly unitKey: string;
  readonly events: UnitEvent[];
}

/** A unit on its way through a batch. */
export interface UnitChange {
  readonly work: UnitWork;
  readonly stored: StoredUnit | undefined;
  /** What is stored of it, without runs that are closed: they are as they are. */
  readonly before: UnitState;
  /** What it turned out to be in this batch. */
  readonly newAlias: string | undefined;
  /** It was forgotten in this batch. */
  readonly newlyForgotten: boolean;
  /** The state after the batch, but for `entering`; undefined when it has to be computed from the unit's history. */
  readonly after: UnitState | undefined;
  /** The runs it enters in this batch: what has happened since may have come before. */
  readonly entering: readonly UnitEntry[];
}

/** A unit after the batch. */
export interface FoldedUnit {
  readonly change: UnitChange;
  readonly after: UnitState;
  /** What was read back of it; empty when the batch's own events were enough. */
  readonly history: readonly HistoryRow[];
  readonly observed: readonly Observation[];
}

/** Fresh events by unit, each in the order of arrival. */
export function workOf(events: readonly UnitEvent[]): readonly UnitWork[] {
  const works = new Map<string, UnitWork>();
  for (const event of events) {
    const { project, unitKey } = event;
    const work = works.get(unitKey);
    if (work === undefined) works.set(unitKey, { project, unitKey, events: [event] });
    else work.events.push(event);
  }
  return [...works.values()];
}

/** Whether a batch says anything of a unit that has no state: only exposures, aliases and erasures begin one. */
export const beginsUnit = ({ events }: UnitWork): boolean =>
  events.some(({ event, seen }) => seen?.kind === 'exposure' || isOfUnitItself(event));

/** Whether a unit is forgotten in a batch. */
export const isErased = ({ events }: UnitWork): boolean =>
  events.some(({ event }) => event.type === 'UnitErased');

/** What of a batch counts of a unit: of one that is forgotten, before or in this batch, nothing has attributes. */
export const readableWork = (work: UnitWork, forgotten: boolean): UnitWork =>
  forgotten || isErased(work) ? { ...work, events: work.events.map(withoutAttributes) } : work;

/** Of a unit that turned out to be a user only what was forwarded to it counts here. */
export const countsIn = (alias: string | undefined, forwardedFrom: string | null | undefined): boolean =>
  alias === undefined || (forwardedFrom ?? null) !== null;

const NO_ENTRIES: readonly UnitEntry[] = [];
const NO_HISTORY: readonly HistoryRow[] = [];

/** Folds a batch's events into a unit, as far as that is possible without its history. */
export function changeUnit(
  work: UnitWork,
  stored: StoredUnit | undefined,
  definitionsOf: DefinitionsOf,
): UnitChange {
  const before = openState(stored?.state ?? NEW_UNIT, definitionsOf);
  const newAlias = before.alias === undefined ? firstAlias(work) : undefined;
  const newlyForgotten = !before.forgotten && isErased(work);
  const unknown = { work, stored, before, newAlias, newlyForgotten, after: undefined, entering: NO_ENTRIES };
  if (newAlias !== undefined || newlyForgotten) return unknown;
  const exposures: Exposure[] = [];
  const happenings: Happening[] = [];
  for (const { event, seen } of work.events) {
    if (seen === undefined || !countsIn(before.alias, forwardedFrom(event))) continue;
    if (seen.kind !== 'exposure') happenings.push(seen);
    else if (!isClosed(seen, definitionsOf)) exposures.push(seen);
  }
  const { entries, entering, asksHistory } = fold(before.entries, { exposures, happenings }, definitionsOf);
  if (asksHistory) return unknown;
  const after = entries === before.entries ? before : { ...before, entries };
  return { work, stored, before, newAlias, newlyForgotten, after, entering };
}

/** The first link of a unit holds. */
export function firstAlias({ events }: UnitWork): string | undefined {
  for (const { event } of events) if (event.type === 'UnitAliased') return event.data.user;
  return undefined;
}

/**
 * Computes a unit from what was asked of its past.
 * @param read what is stored of it; the events of the batch may be among it
 */
export function finishUnit(
  change: UnitChange,
  read: readonly HistoryRow[],
  definitionsOf: DefinitionsOf,
): FoldedUnit {
  const { work, before, newAlias, newlyForgotten, after, entering } = change;
  if (after !== undefined && entering.length === 0) {
    const observed: Observation[] = [];
    for (const { seen } of work.events) if (seen !== undefined) observed.push(seen);
    return { change, after, history: NO_HISTORY, observed };
  }
  const alias = before.alias ?? newAlias;
  const history = earlier(work, read);
  const observed = observedOf(work, history, alias);
  if (after === undefined) {
    const forgotten = newlyForgotten || before.forgotten;
    const entries = refold(observed, definitionsOf);
    return { change, after: { alias, forgotten, entries }, history, observed };
  }
  const happenings = observed.filter((one) => one.kind !== 'exposure');
  const entries = entered({ entries: after.entries, entering }, happenings, definitionsOf);
  return { change, after: { ...after, entries }, history, observed };
}

function earlier({ events }: UnitWork, read: readonly HistoryRow[]): readonly HistoryRow[] {
  if (read.length === 0) return read;
  const own = new Set(events.map(({ id }) => id));
  return read.filter(({ id }) => !own.has(id));
}

/** What counts of a unit's past and of a batch. */
function observedOf(
  { events }: UnitWork,
  history: readonly HistoryRow[],
  alias: string | undefined,
): readonly Observation[] {
  const observed: Observation[] = [];
  for (const row of history) {
    const seen = countsIn(alias, row.forwarded_from) ? observationOf(row) : undefined;
    if (seen !== undefined) observed.push(seen);
  }
  for (const { event, seen } of events)
    if (seen !== undefined && countsIn(alias, forwardedFrom(event))) observed.push(seen);
  return observed;
}
