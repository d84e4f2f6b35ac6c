import type { BatchScope } from '@assay/projections';
import { storeChanges } from './fold-units.js';
import type { ObservedEvent } from './state/observation.js';
import { beginBatch } from './storage/batch-start.js';
import type { ExperimentRef } from './storage/definitions.js';
import { keyOf, readDefinitions } from './storage/definitions.js';
import { ensureParts, partOf } from './storage/event-parts.js';
import { addOutcomes } from './storage/outcomes.js';
import type { Probe, StoredUnit } from './storage/stored-units.js';
import { probe } from './storage/stored-units.js';
import type { UnitEvent } from './storage/unit-event.js';
import { copyRow, identityOf, UNIT_EVENT_COLUMNS, unitEventOf } from './storage/unit-event.js';
import { outcomeRows } from './statistics/outcome-delta.js';
import type { UnitWork } from './unit-work.js';
import { beginsUnit, changeUnit, workOf } from './unit-work.js';

/** Applies a batch of interactions: a fixed number of statements, whatever its size. */
export async function applyInteractions(scope: BatchScope, events: readonly ObservedEvent[]): Promise<void> {
  const arrived = distinctEvents(events.map(unitEventOf));
  const parts = await beginBatch(scope);
  const stored = await probe(scope, arrived, unitKeysOf(arrived));
  const fresh = arrived.filter((event) => !stored.identities.has(identityOf(event)));
  if (fresh.length === 0) return;
  await ensureParts(scope, new Set(fresh.map(({ id }) => partOf(id))), parts);
  const works = workOf(fresh).filter((work) => stored.units.has(work.unitKey) || beginsUnit(work));
  const definitionsIn = await readDefinitions(scope, experimentsOf(works, stored));
  // The rows are on their way to the database while the units are folded.
  const copied = scope.copy('unit_events', UNIT_EVENT_COLUMNS, fresh.map(copyRow));
  const changes = works.map((work) => {
    const definitionsOf = definitionsIn(work.project);
    return changeUnit(work, stored.units.get(work.unitKey), { partition: scope.partition, definitionsOf });
  });
  await copied;
  if (changes.length > 0) await storeChanges(scope, changes, definitionsIn);
  await addOutcomes(scope, outcomeRows(fresh));
}

/** The same id of the same unit with different content: the first one counts. */
export function distinctEvents(events: readonly UnitEvent[]): readonly UnitEvent[] {
  const first = new Map<string, UnitEvent>();
  for (const event of events) {
    const identity = identityOf(event);
    if (!first.has(identity)) first.set(identity, event);
  }
  return [...first.values()];
}

export const unitKeysOf = (events: readonly UnitEvent[]): readonly string[] => [
  ...new Set(events.map(({ unitKey }) => unitKey)),
];

function experimentsOf(works: readonly UnitWork[], { units }: Probe): readonly ExperimentRef[] {
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
