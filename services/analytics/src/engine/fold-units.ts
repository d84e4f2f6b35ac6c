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
  /** Units that may have to be told of their past. */
  readonly changes: readonly UnitChange[];
  /** The others, which are computed while the past of those is read. */
  readonly later: () => Promise<readonly UnitChange[]>;
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
  { changes, later, definitionsIn, limits, storeEvents, sealed }: BatchChanges,
): Promise<void> {
  const { partition } = scope;
  const folded = new FoldedUnits(partition, definitionsIn, limits);
  const unheld = await eraseUnits(scope, changes);
  const first = sortedByPast(changes, definitionsIn);
  const [historyOf, others] = await together(
    readOpenHistory(scope, first, partition),
    later().then((more) => sortedByPast(more, definitionsIn)),
  );
  // Asks nothing, unless these units are behind their definitions.
  const otherHistoryOf = await readOpenHistory(scope, others, partition);
  // Units are folded while the database takes the events.
  await together(
    storeEvents(),
    folded
      .add(first.asking, historyOf)
      .then(() => folded.add(others.asking, otherHistoryOf))
      .then(() => folded.add([...first.settled, ...others.settled], () => [])),
  );
  // What comes next is put into text while the database takes what was sent before.
  await together(
    insertUnits(scope, folded.inserted),
    meanwhile(() => updateUnits(scope, folded.updated)),
    meanwhile(() => meanwhile(() => addStatistics(scope, changeIn(folded.delta)))),
  );
  await admitValues(scope, [...folded.values.values()], { limits, partition });
  await dropUnheldValues(scope, unheld, partition);
  await scope.emit(await sealed(folded.forwards));
}
