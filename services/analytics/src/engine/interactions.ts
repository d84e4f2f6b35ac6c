import type { BatchScope } from '@assay/projections';
import type { FoldingInputs } from './fold-units.js';
import { foldUnits, readInputs, storeUnits } from './fold-units.js';
import type { ObservedEvent } from './state/observation.js';
import { beginBatch } from './storage/batch-start.js';
import type { ExperimentRef } from './storage/definitions.js';
import { keyOf, readDefinitions } from './storage/definitions.js';
import { ensureParts, partOf } from './storage/event-parts.js';
import { distinctEvents, storedIdentities } from './storage/identities.js';
import { addOutcomes } from './storage/outcomes.js';
import type { StoredUnit } from './storage/stored-units.js';
import { readUnits } from './storage/stored-units.js';
import type { UnitEvent } from './storage/unit-event.js';
import { copyRow, UNIT_EVENT_COLUMNS, unitEventOf } from './storage/unit-event.js';
import { outcomeRows } from './statistics/outcome-delta.js';
import type { UnitWork } from './unit-work.js';
import { beginsUnit, changeUnit, workOf } from './unit-work.js';

/** Applies a batch of interactions: a fixed number of statements, whatever its size. */
export async function applyInteractions(scope: BatchScope, events: readonly ObservedEvent[]): Promise<void> {
  const arrived = distinctEvents(events.map(unitEventOf));
  const parts = await beginBatch(scope);
  const stored = await storedIdentities(scope, arrived);
  const fresh = arrived.filter((event) => !stored.has(event));
  if (fresh.length === 0) return;
  await ensureParts(scope, new Set(fresh.map(({ id }) => partOf(id))), parts);
  // The rows are written out here while the database looks up the units, and it takes them while units are folded.
  const reading = readUnits(scope, unitKeysOf(fresh));
  const rows = fresh.map(copyRow);
  const folding = await beginFolding(scope, fresh, await reading);
  const [folded] = await Promise.all([
    foldUnits(folding),
    scope.copy('unit_events', UNIT_EVENT_COLUMNS, rows),
  ]);
  await storeUnits(scope, folded);
  await addOutcomes(scope, outcomeRows(fresh));
}

/** Folds the events into their units as far as that is possible without reading what happened to them before. */
async function beginFolding(
  scope: BatchScope,
  fresh: readonly UnitEvent[],
  units: ReadonlyMap<string, StoredUnit>,
): Promise<FoldingInputs> {
  const works = workOf(fresh).filter((work) => units.has(work.unitKey) || beginsUnit(work));
  const definitionsIn = await readDefinitions(scope, experimentsOf(works, units));
  const changes = works.map((work) => {
    const definitionsOf = definitionsIn(work.project);
    return changeUnit(work, units.get(work.unitKey), { partition: scope.partition, definitionsOf });
  });
  return readInputs(scope, changes, definitionsIn);
}

export const unitKeysOf = (events: readonly UnitEvent[]): readonly string[] => [
  ...new Set(events.map(({ unitKey }) => unitKey)),
];

function experimentsOf(
  works: readonly UnitWork[],
  units: ReadonlyMap<string, StoredUnit>,
): readonly ExperimentRef[] {
  const found = new Map<string, ExperimentRef>();
  const note = (ref: ExperimentRef): void => {
    found.set(keyOf(ref), ref);
  };
  for (const { project, unitKey, events } of works) {
    for (const { seen } of events)
      if (seen?.kind === 'exposure') note({ project, experiment: seen.experiment });
    for (const ref of enteredBy(units.get(unitKey), project)) note(ref);
  }
  return [...found.values()];
}

/** Every experiment a unit is in. */
export const enteredBy = (unit: StoredUnit | undefined, project: string): readonly ExperimentRef[] =>
  (unit?.state.entries ?? []).map(({ experiment }) => ({ project, experiment }));
