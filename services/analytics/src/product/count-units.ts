import type { BatchScope } from '@assay/projections';
import type { Observation } from '../engine/state/observation.js';
import { historyInPieces } from '../engine/storage/history.js';
import type { Pages } from './model/unit-model.js';
import type { Slot, SlotsOf } from './storage/slots.js';
import type { PageChange, PagesWanted } from './storage/unit-pages.js';
import { ALL_PAGES, readPages, writePages } from './storage/unit-pages.js';
import type { StatisticsChange } from './storage/unit-statistics.js';
import type { UnitChange } from './unit-change.js';
import { observedIn } from './unit-change.js';

const EVERY_PAGE = { from: ALL_PAGES.low, to: ALL_PAGES.high };
const ends = (pages: readonly number[]) => ({ from: Math.min(...pages), to: Math.max(...pages) });

/** A unit whose pages for a slot change. */
interface Task {
  readonly project: string;
  readonly slot: Slot;
  /** Which of its pages are read; undefined for a unit that has none. */
  readonly wanted: PagesWanted | undefined;
  readonly unitKey: string;
  /** Its pages are made from nothing. */
  readonly startsAnew: boolean;
  readonly placed: readonly Placed[];
}

/** An observation that counts for a slot, with the page that it belongs to. */
interface Placed {
  readonly seen: Observation;
  readonly page: number;
}

/**
 * Folds what was observed into the pages of the units, and adds to `statistics` by how much they change: what the units
 * add to them afterwards, less what they added before.
 */
export async function countUnits(
  scope: BatchScope,
  units: readonly UnitChange[],
  slotsOf: SlotsOf,
  statistics: StatisticsChange,
): Promise<void> {
  const tasks = units.flatMap((unit) =>
    slotsOf(unit.project, unit.unitKey).flatMap((slot) => taskOf(unit, slot) ?? []),
  );
  const pagesOf = await readPages(
    scope,
    tasks.flatMap(({ wanted }) => wanted ?? []),
  );
  const changes = tasks.flatMap((task) => perform(task, pagesOf(task.wanted), statistics));
  await writePages(scope, changes);
}

/** Counts units anew, from all that has happened to them. */
export async function recountUnits(
  scope: BatchScope,
  units: readonly UnitChange[],
  slotsOf: SlotsOf,
  statistics: StatisticsChange,
): Promise<void> {
  const emptied = units.map((unit) => ({ ...unit, observed: [], startsAnew: true }));
  await countUnits(scope, emptied, slotsOf, statistics);
  const known = new Map(units.map((unit) => [unit.unitKey, unit]));
  for await (const piece of historyInPieces(scope, [...known.keys()])) {
    const changes = [...piece].flatMap(([unitKey, rows]) => {
      const unit = known.get(unitKey);
      if (unit === undefined) return [];
      return [{ ...unit, observed: observedIn(rows, unit.alias), isNew: false, startsAnew: false }];
    });
    await countUnits(scope, changes, slotsOf, statistics);
  }
}

function taskOf({ project, unitKey, isNew, startsAnew, observed }: UnitChange, slot: Slot): Task | undefined {
  const { model } = slot;
  const placed = observed.flatMap((seen): readonly Placed[] => {
    const page = model.pageOf(seen);
    return page === undefined ? [] : [{ seen, page }];
  });
  if (placed.length === 0 && !startsAnew) return undefined;
  const isFixed = placed.some(({ page }) => page === model.fixedPage);
  const range = startsAnew || isFixed ? ALL_PAGES : around(placed, model.reach);
  const fixedPage = model.fixedPage ?? range.low;
  const wanted = isNew ? undefined : { unitKey, slot: slot.slot, ...range, fixedPage };
  return { project, slot, unitKey, wanted, startsAnew, placed };
}

function around(placed: readonly Placed[], reach: number): Pick<PagesWanted, 'low' | 'high'> {
  const { from, to } = ends(placed.map(({ page }) => page));
  return { low: from - reach, high: to + reach };
}

function perform(
  { project, slot: { slot, model }, unitKey, startsAnew, placed }: Task,
  before: Pages,
  statistics: StatisticsChange,
): readonly PageChange[] {
  const after = new Map(startsAnew ? [] : before);
  for (const { seen, page } of placed) after.set(page, model.add(after.get(page), seen));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (page) => before.get(page) !== after.get(page),
  );
  if (changed.length === 0) return [];
  const range = changed.includes(model.fixedPage ?? Number.NaN) ? EVERY_PAGE : ends(changed);
  model.count({ before, after, ...range }, statistics.adding(project, slot));
  return changed.map((page) => {
    const isNew = !before.has(page);
    return { unitKey, slot, page, isNew, content: after.get(page) };
  });
}
