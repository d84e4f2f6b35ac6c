import type { BatchScope } from '@assay/projections';
import { beginBatch } from '../engine/storage/batch-start.js';
import { splitUnitKey } from '../engine/storage/unit-event.js';
import { recountUnits } from './count-units.js';
import { compiledModel } from './model/slot-models.js';
import { nextUnits } from './storage/known-units.js';
import type { SlotTask } from './storage/slot-sweeps.js';
import { emptySlot, moveSweep, nextTask } from './storage/slot-sweeps.js';
import { addStatistics, StatisticsChange } from './storage/unit-statistics.js';

const PAGE = 500;

/**
 * One piece of what definitions leave behind for a partition: counting its units for a new slot, from all that has
 * happened to them, or deleting what a dropped slot has left.
 * @returns whether nothing is left to be done
 */
export async function sweepPiece(scope: BatchScope): Promise<boolean> {
  const { partition } = scope;
  const task = await nextTask(scope, partition);
  if (task === undefined) return true;
  await beginBatch(scope);
  if (task.dropped) await emptySlot(scope, task, partition);
  else await moveSweep(scope, task, { partition, next: await sweepUnits(scope, task) });
  return false;
}

/** @returns the key of the last unit that was counted; undefined when none are left */
async function sweepUnits(scope: BatchScope, task: SlotTask): Promise<string | undefined> {
  const { slot, project, kind, document, position } = task;
  const model = compiledModel(kind, document);
  if (model === undefined) return undefined;
  const { partition } = scope;
  const units = await nextUnits(scope, { partition, after: position, limit: PAGE });
  const own = units.filter(({ unitKey }) => splitUnitKey(unitKey)[0] === project);
  const anew = { isNew: false, newlyForgotten: false, startsAnew: true, observed: [] };
  const changes = own.map((unit) => ({ ...unit, project, ...anew }));
  const statistics = new StatisticsChange();
  await recountUnits(scope, changes, () => [{ slot, model }], statistics);
  await addStatistics(scope, statistics, { partition, shownAs: ({ value }) => value });
  return units.length < PAGE ? undefined : units.at(-1)?.unitKey;
}
