import type { EventEnvelope } from '@assay/contracts';
import type { Privacy } from '@assay/privacy';
import type { BatchScope } from '@assay/projections';
import { foldUnits } from './fold-units.js';
import type { ObservedEvent } from './state/observation.js';
import { beginEngineBatch } from './storage/batch-start.js';
import type { ExperimentRef } from './storage/definitions.js';
import { readDefinitions } from './storage/definitions.js';
import { ensureParts, partOf } from './storage/event-parts.js';
import { freshEvents } from './storage/fresh-events.js';
import { readLimits } from './storage/dimension-values.js';
import { addOutcomes } from './storage/outcomes.js';
import { closedExposures, countExpired, noteStrays } from './storage/kept-events.js';
import type { StoredUnit } from './storage/stored-units.js';
import { readUnits } from './storage/stored-units.js';
import { UNIT_EVENT_COLUMNS } from './storage/unit-event.js';
import type { UnitEventReader } from './storage/unit-event-reader.js';
import { outcomeRows } from './statistics/outcome-delta.js';
import { meanwhileEach, together } from './together.js';
import type { UnitChange, UnitWork } from './unit-work.js';
import { beginsUnit, changeUnit, readableWork } from './unit-work.js';

/**
 * Applies a batch of interactions: a fixed number of statements, whatever its size. Events and units are computed while
 * the database works on what was sent before.
 */
export async function applyInteractions(
  scope: BatchScope,
  delivered: readonly ObservedEvent[],
  { privacy, reader }: { readonly privacy: Privacy; readonly reader: UnitEventReader },
): Promise<void> {
  const begin = beginEngineBatch;
  const begun = await freshEvents(scope, delivered, { reader, readUnits, begin });
  const { fresh, units, parts } = begun;
  if (fresh.length === 0) return;
  await ensureParts(scope, new Set(fresh.map(({ id }) => partOf(id))), parts);
  const all = begun.works.map((work) =>
    readableWork(work, units.get(work.unitKey)?.state.forgotten === true),
  );
  const [beginning, going]: [UnitWork[], UnitWork[]] = [[], []];
  for (const work of all)
    if (beginsUnit(work)) beginning.push(work);
    else if (units.has(work.unitKey)) going.push(work);
  const experiments = experimentsOf([...beginning, ...going], units);
  const [definitionsIn, limits] = await together(
    readDefinitions(scope, experiments, scope.partition),
    readLimits(scope, experiments),
  );
  await countExpired(scope, closedExposures(fresh, definitionsIn));
  await noteStrays(scope, fresh);
  const change = (work: UnitWork): UnitChange =>
    changeUnit(work, units.get(work.unitKey), definitionsIn(work.project));
  const rows = all.flatMap((work) => work.events.map(({ row }) => row));
  const storeEvents = (): Promise<void> => scope.copy('unit_events', UNIT_EVENT_COLUMNS, rows);
  const sealed = (forwards: readonly EventEnvelope[]) => privacy.sealAll(forwards);
  const changes = beginning.map(change);
  const later = () => meanwhileEach(going, change);
  await foldUnits(scope, { changes, later, definitionsIn, limits, storeEvents, sealed });
  await addOutcomes(scope, outcomeRows(fresh));
}

function experimentsOf(
  works: readonly UnitWork[],
  units: ReadonlyMap<string, StoredUnit>,
): readonly ExperimentRef[] {
  const found = new Map<string, Set<string>>();
  for (const { project, unitKey, events } of works) {
    const experiments = found.get(project) ?? new Set();
    found.set(project, experiments);
    for (const { seen } of events) if (seen?.kind === 'exposure') experiments.add(seen.experiment);
    for (const { experiment } of units.get(unitKey)?.state.entries ?? []) experiments.add(experiment);
  }
  return [...found].flatMap(([project, experiments]) =>
    [...experiments].map((experiment) => ({ project, experiment })),
  );
}
