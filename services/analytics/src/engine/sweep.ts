import type { BatchScope } from '@assay/projections';
import { foldUnits } from './fold-units.js';
import { enteredBy } from './interactions.js';
import { isBehind } from './state/unit.fold.js';
import { beginBatch } from './storage/batch-start.js';
import { keyOf, readDefinitions } from './storage/definitions.js';
import { readLimits } from './storage/dimension-values.js';
import { unitsWithin } from './storage/history.js';
import type { StoredUnit } from './storage/stored-units.js';
import { unitPage } from './storage/stored-units.js';
import { beginSweep, moveSweep } from './storage/sweeps.js';
import { splitUnitKey } from './storage/unit-event.js';

const PAGE = 5_000;
/** Histories are read until they hold so many events together. */
const EVENTS = 20_000;

/**
 * One piece of the sweep that computes the units of a partition under the definitions of now. A batch that comes in
 * between computes the units it touches itself, so that none is missed.
 * @returns whether nothing is left to be done
 */
export async function sweepPiece(scope: BatchScope): Promise<boolean> {
  const sweep = await beginSweep(scope, scope.partition);
  if (sweep === undefined) return true;
  await beginBatch(scope);
  const { units, next } = await unitPage(scope, {
    partition: scope.partition,
    after: sweep.position,
    limit: PAGE,
  });
  const stoppedAt = await computeAnew(scope, units);
  await moveSweep(scope, { ...sweep, next: stoppedAt ?? next });
  return false;
}

/** @returns the last unit that was computed, where the histories of all were too much for one piece */
async function computeAnew(scope: BatchScope, units: readonly StoredUnit[]): Promise<string | undefined> {
  const entered = units.flatMap((unit) => enteredBy(unit, splitUnitKey(unit.unitKey)[0]));
  const experiments = [...new Map(entered.map((ref) => [keyOf(ref), ref])).values()];
  const definitionsIn = await readDefinitions(scope, experiments);
  const changes = units.flatMap((stored) => {
    const { unitKey, partition, state } = stored;
    const [project] = splitUnitKey(unitKey);
    if (!isBehind(state.entries, definitionsIn(project))) return [];
    const nothingNew = { newAlias: undefined, newlyForgotten: false, after: undefined, entering: [] };
    return [{ work: { project, unitKey, events: [] }, stored, partition, ...nothingNew }];
  });
  if (changes.length === 0) return undefined;
  const unitKeys = changes.map(({ work }) => work.unitKey);
  const count = await unitsWithin(scope, unitKeys, EVENTS);
  await foldUnits(scope, {
    changes: changes.slice(0, count),
    definitionsIn,
    limits: await readLimits(scope, experiments),
    storeEvents: () => Promise.resolve(),
    sealed: (forwards) => Promise.resolve(forwards),
  });
  return count < changes.length ? unitKeys[count - 1] : undefined;
}
