import type { EventEnvelope } from '@assay/contracts';
import type { BatchScope } from '@assay/projections';
import { eraseUnits } from './erasing.js';
import { FoldedUnits } from './folded-units.js';
import type { DefinitionsIn } from './storage/definitions.js';
import type { Limits } from './storage/dimension-values.js';
import { admitValues } from './storage/dimension-values.js';
import { readOpenHistory } from './storage/history.js';
import { addStatistics, changeIn } from './storage/statistics.js';
import { insertUnits, updateUnits } from './storage/stored-units.js';
import { dropUnheldValues } from './storage/unheld-values.js';
import { sortedByPast } from './sorted-by-past.js';
import { meanwhile, together } from './together.js';
import type { UnitChange } from './unit-work.js';

/** What a batch brings. */
export interface BatchChanges {
  readonly changes: readonly UnitChange[];
  readonly definitionsIn: DefinitionsIn;
  /** Of the dimensions of all experiments that the units are in. */
  readonly limits: Limits;
  /** Stores the events of the batch: the history that is read lies before them. */
  readonly storeEvents: () => Promise<void>;
  /** Events on their way to the log, as they may lie there. */
  readonly sealed: (forwards: readonly EventEnvelope[]) => Promise<readonly EventEnvelope[]>;
}

/** Folds all units of a batch and writes states, statistics and what is forwarded. */
export async function foldUnits(
  scope: BatchScope,
  { changes, definitionsIn, limits, storeEvents, sealed }: BatchChanges,
): Promise<void> {
  const { partition } = scope;
  const folded = new FoldedUnits(definitionsIn, limits);
  const unheld = await eraseUnits(scope, changes);
  const { asking, settled, whole, recent } = sortedByPast(changes, definitionsIn);
  // Units are folded here while the database reads histories for others, and while it takes the events.
  await together(
    readOpenHistory(scope, { whole, recent }, partition).then((historyOf) =>
      together(storeEvents(), folded.add(asking, historyOf)),
    ),
    folded.add(settled, () => []),
  );
  await insertUnits(scope, folded.inserted);
  const [, statistics] = await together(
    updateUnits(scope, folded.updated),
    meanwhile(() => changeIn(folded.delta)),
  );
  await addStatistics(scope, statistics);
  await admitValues(scope, [...folded.values.values()], { limits, partition });
  await dropUnheldValues(scope, unheld, partition);
  await scope.emit(await sealed(folded.forwards));
}
