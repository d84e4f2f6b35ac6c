import type { EventEnvelope } from '@assay/contracts';
import type { BatchScope } from '@assay/projections';
import { FoldedUnits } from './folded-units.js';
import type { DefinitionsIn } from './storage/definitions.js';
import { admitValues, readLimits } from './storage/dimension-values.js';
import { readHistory } from './storage/history.js';
import { eraseUnits } from './erasing.js';
import { dropUnheldValues } from './storage/unheld-values.js';
import { addStatistics } from './storage/statistics.js';
import { insertUnits, updateUnits } from './storage/stored-units.js';
import { touchedExperiments } from './touched-experiments.js';
import type { UnitChange } from './unit-work.js';

/** What a batch brings. */
export interface BatchChanges {
  readonly changes: readonly UnitChange[];
  readonly definitionsIn: DefinitionsIn;
  /** Stores the events of the batch: the history that is read lies before them. */
  readonly storeEvents: () => Promise<void>;
  /** Events on their way to the log, as they may lie there. */
  readonly sealed: (forwards: readonly EventEnvelope[]) => Promise<readonly EventEnvelope[]>;
}

/** Folds all units of a batch and writes states, statistics and what is forwarded. */
export async function foldUnits(
  scope: BatchScope,
  { changes, definitionsIn, storeEvents, sealed }: BatchChanges,
): Promise<void> {
  const { partition } = scope;
  const folded = new FoldedUnits(
    definitionsIn,
    await readLimits(scope, partition, touchedExperiments(changes)),
  );
  const unheld = await eraseUnits(scope, changes);
  const asking = changes.filter(({ after }) => after === undefined);
  const settled = changes.filter(({ after }) => after !== undefined);
  // Units are folded here while the database reads histories for others, and again while it takes the events.
  const [historyOf] = await Promise.all([
    readHistory(
      scope,
      asking.map(({ work }) => work.unitKey),
    ),
    folded.add(settled, () => []),
  ]);
  await Promise.all([storeEvents(), folded.add(asking, historyOf)]);
  await insertUnits(scope, folded.inserted);
  await updateUnits(scope, folded.updated);
  await addStatistics(scope, folded.delta);
  await admitValues(scope, [...folded.values.values()], { limits: folded.limits, partition });
  await dropUnheldValues(scope, unheld, partition);
  await scope.emit(await sealed(folded.forwards));
}
