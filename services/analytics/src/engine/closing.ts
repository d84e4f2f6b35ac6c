import type { BatchScope } from '@assay/projections';
import { enteredBy } from './entered-experiments.js';
import { encodeUnitState, isWorthKeeping } from './state/unit-state.js';
import { openState } from './state/unit.fold.js';
import { beginBatch } from './storage/batch-start.js';
import { readDefinitions } from './storage/definitions.js';
import { closingPosition, moveClosing } from './storage/retained-events.js';
import { deleteUnits, unitPage, writeUnits } from './storage/stored-units.js';
import { splitUnitKey } from './storage/unit-event.js';

const PAGE = 5_000;

/**
 * One piece of taking closed runs out of the states of a partition's units. It changes no figure: a batch leaves such
 * entries alone, too.
 * @returns whether nothing is left to be done
 */
export async function closePiece(scope: BatchScope): Promise<boolean> {
  const after = await closingPosition(scope);
  if (after === undefined) return true;
  await beginBatch(scope);
  const { units, next } = await unitPage(scope, { after, limit: PAGE });
  const definitionsIn = await readDefinitions(scope, enteredBy(units), scope.partition);
  const open = units.map((unit) => ({
    ...unit,
    open: openState(unit.state, definitionsIn(splitUnitKey(unit.unitKey)[0])),
  }));
  const changed = open.filter((unit) => unit.open !== unit.state && isWorthKeeping(unit.open));
  const updated = changed.map(({ unitKey, open: state, place }) => ({
    unitKey,
    state: encodeUnitState(state),
    place,
  }));
  await writeUnits(scope, { inserted: [], updated });
  const gone = open.filter((unit) => !isWorthKeeping(unit.open)).map(({ unitKey }) => unitKey);
  await deleteUnits(scope, gone);
  await moveClosing(scope, next);
  return false;
}
