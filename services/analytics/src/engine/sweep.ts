import type { BatchScope } from '@assay/projections';
import { closePiece } from './closing.js';
import { enteredBy } from './entered-experiments.js';
import { foldUnits } from './fold-units.js';
import { isBehind, openState } from './state/unit.fold.js';
import { beginBatch } from './storage/batch-start.js';
import { emptyPart } from './storage/empty-parts.js';
import { dropOfChangedDimensions } from './storage/closed-runs.js';
import { readDefinitions } from './storage/definitions.js';
import { readLimits } from './storage/dimension-values.js';
import { NOTHING_NEWER } from './storage/newest-events.js';
import { unitsWithin } from './storage/history.js';
import type { StoredUnit } from './storage/stored-units.js';
import { unitPage } from './storage/stored-units.js';
import { beginSweep, moveSweep } from './storage/sweeps.js';
import { splitUnitKey } from './storage/unit-event.js';

const PAGE = 5_000;
/** Histories are read until they hold so many events together. */
const EVENTS = 20_000;

/**
 * One piece of the sweep that computes the units of a partition under the definitions of now, and then takes closed runs
 * out of them; last, parts of raw events that nobody needs any more are emptied. A batch that comes in between does so with
 * the units it touches, so that none is missed.
 * @returns whether nothing is left to be done
 */
export async function sweepPiece(scope: BatchScope): Promise<boolean> {
  return (await computePiece(scope)) && (await closePiece(scope)) && (await emptyPart(scope));
}

/** All pieces at once, where nothing may come in between. */
export async function computeBehind(scope: BatchScope): Promise<void> {
  while (!(await computePiece(scope)));
}

async function computePiece(scope: BatchScope): Promise<boolean> {
  const sweep = await beginSweep(scope, scope.partition);
  if (sweep === undefined) return true;
  await beginBatch(scope);
  const { units, next } = await unitPage(scope, { after: sweep.position, limit: PAGE });
  const stoppedAt = await computeAnew(scope, units);
  const reached = stoppedAt ?? next;
  await moveSweep(scope, { ...sweep, next: reached });
  if (reached === undefined) await dropOfChangedDimensions(scope);
  return false;
}

/** @returns the last unit that was computed, where the histories of all were too much for one piece */
async function computeAnew(scope: BatchScope, units: readonly StoredUnit[]): Promise<string | undefined> {
  const experiments = enteredBy(units);
  const definitionsIn = await readDefinitions(scope, experiments, scope.partition);
  const changes = units.flatMap((stored) => {
    const { unitKey } = stored;
    const [project] = splitUnitKey(unitKey);
    const before = openState(stored.state, definitionsIn(project));
    if (!isBehind(before.entries, definitionsIn(project))) return [];
    const nothingNew = { newAlias: undefined, newlyForgotten: false, after: undefined, entering: [] };
    return [{ work: { project, unitKey, events: [] }, stored, before, ...nothingNew }];
  });
  if (changes.length === 0) return undefined;
  const unitKeys = changes.map(({ work }) => work.unitKey);
  const count = await unitsWithin(scope, unitKeys, EVENTS);
  // Nothing is forwarded: no event is new.
  await foldUnits(scope, {
    changes: changes.slice(0, count),
    newest: NOTHING_NEWER,
    definitionsIn,
    limits: await readLimits(scope, experiments),
  });
  return count < changes.length ? unitKeys[count - 1] : undefined;
}
