import type { BatchScope } from '@assay/projections';
import type { Observation } from '../engine/state/observation.js';
import type { HistoryRow } from '../engine/storage/unit-event.js';
import type { Pages } from './model/unit-model.js';
import type { Slot, SlotsOf } from './storage/slots.js';
import type { PageChange, PagesWanted } from './storage/unit-pages.js';
import { ALL_PAGES, readPages, writePages } from './storage/unit-pages.js';
import { StatisticsChange } from './storage/unit-statistics.js';
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
 * Folds what was observed into the pages of the units, and says by how much the statistics change: what the units add
 * to them afterwards, less what they added before.
 */
export async function countUnits(
  scope: BatchScope,
  units: readonly UnitChange[],
  {
    slotsOf,
    historyOf,
  }: { readonly slotsOf: SlotsOf; readonly historyOf: (unitKey: string) => readonly HistoryRow[] },
): Promise<StatisticsChange> {
  const tasks = units.flatMap((unit) => {
    const { project, unitKey, startsAnew, alias } = unit;
    const observed = startsAnew ? observedIn(historyOf(unitKey), alias) : unit.observed;
    return slotsOf(project, unitKey).flatMap((slot) => taskOf({ ...unit, observed }, slot) ?? []);
  });
  const pagesOf = await readPages(
    scope,
    tasks.flatMap(({ wanted }) => wanted ?? []),
  );
  const statistics = new StatisticsChange();
  const changes = tasks.flatMap((task) => perform(task, pagesOf(task.wanted), statistics));
  await writePages(scope, changes);
  return statistics;
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
