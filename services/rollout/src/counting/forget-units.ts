import type { BatchScope } from '@assay/projections';
import type { UnitPart } from '../outcomes/unit-rows.store.js';
import { forgetRows, readUnits } from '../outcomes/unit-rows.store.js';
import { DAY_MS } from '../statistics/unit-counts.fold.js';
import { DAYS_KEPT_DAYS, HOURS_KEPT_DAYS } from './counts.store.js';
import { partName } from './counted-rollout.js';
import type { Counting } from './touched-units.js';
import { countTouched } from './touched-units.js';
import { notePruned } from './progress.store.js';
import { grouped } from '../statistics/grouped.js';

/** Three times the longest window: rollbacks and advances rest on the present activation, statistics go so far back. */
export const KEPT_DAYS = 90;
const PAGE = 1_000;

/** Days, so that a unit which is seen often hardly moves in the index. */
const OLD = `
  SELECT DISTINCT project, rollout, unit, partition FROM (
    SELECT project, rollout, unit, partition FROM unit_outcomes
     WHERE partition = $1 AND last_seen / ${String(DAY_MS)} < $2 LIMIT ${String(PAGE)}) AS old`;

/** @returns whether nothing was left to be forgotten */
export async function forgetUnits(scope: BatchScope, counting: Counting): Promise<boolean> {
  const since = counting.receivedDay - KEPT_DAYS;
  const old = await scope.query<UnitPart>(OLD, [scope.partition, since]);
  if (old.length === 0) return true;
  const rows = grouped(await readUnits(scope, old), ({ unit, ...part }) => partName(part) + unit);
  const touched = old.map((unit) => {
    const before = rows.get(partName(unit) + unit.unit) ?? [];
    return { ...unit, before, after: before.filter(({ lastSeen }) => lastSeen >= since * DAY_MS) };
  });
  await forgetRows(scope, old, since * DAY_MS);
  await countTouched(scope, touched, counting);
  return false;
}

const PRUNE = `
  DELETE FROM outcome_counts
   WHERE partition = $1 AND ("by" = 'hour' AND at < $2 OR "by" = 'day' AND at < $3)`;

/** Drops hours and days that are told no more. */
export async function prune(scope: BatchScope, receivedDay: number): Promise<void> {
  const before = (days: number): number => (receivedDay - days) * DAY_MS;
  await scope.query(PRUNE, [scope.partition, before(HOURS_KEPT_DAYS), before(DAYS_KEPT_DAYS)]);
  await notePruned(scope, receivedDay);
}
