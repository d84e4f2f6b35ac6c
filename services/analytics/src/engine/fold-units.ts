import type { EventEnvelope } from '@assay/contracts';
import type { BatchScope } from '@assay/projections';
import { eraseUnits } from './erasing.js';
import { FoldedUnits } from './folded-units.js';
import type { DefinitionsIn } from './storage/definitions.js';
import type { Limits } from './storage/dimension-values.js';
import { admitValues } from './storage/dimension-values.js';
import { readOpenHistory } from './storage/history.js';
import type { Newest } from './storage/newest-events.js';
import { notingNewest } from './storage/newest-events.js';
import { addStatistics, changeIn } from './storage/statistics.js';
import { writeUnits } from './storage/stored-units.js';
import { dropUnheldValues } from './storage/unheld-values.js';
import { sortedByPast } from './sorted-by-past.js';
import { inOrder, together } from './together.js';
import type { UnitChange } from './unit-work.js';

/** What a batch brings. */
interface BatchChanges {
  readonly changes: readonly UnitChange[];
  readonly newest: Newest;
  readonly definitionsIn: DefinitionsIn;
  /** Of the dimensions of all experiments that the units are in. */
  readonly limits: Limits;
}

/**
 * Folds all units of a batch and writes states and statistics.
 * @returns what is forwarded of units that turned out to be users
 */
export async function foldUnits(
  scope: BatchScope,
  { changes, newest, definitionsIn, limits }: BatchChanges,
): Promise<readonly EventEnvelope[]> {
  const { partition } = scope;
  const folded = new FoldedUnits(partition, definitionsIn, limits);
  const unheld = await eraseUnits(scope, changes);
  const { settled, asking, ...past } = sortedByPast(changes, definitionsIn, newest.before);
  const history = readOpenHistory(scope, past, partition);
  const foldAsking = async (): Promise<void> => {
    await folded.add(asking, await history);
    await inOrder(
      () => writeUnits(scope, folded.unwritten()),
      () => addStatistics(scope, changeIn(folded.delta), notingNewest(partition, newest)),
      () => admitValues(scope, [...folded.values.values()], { limits, partition }),
    );
  };
  const foldAll = async (): Promise<void> => {
    await folded.add(settled, () => []);
    await inOrder(() => writeUnits(scope, folded.unwritten()), foldAsking);
  };
  await together(history, foldAll());
  await dropUnheldValues(scope, unheld, partition);
  return folded.forwards;
}
