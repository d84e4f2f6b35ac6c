import type { EventEnvelope } from '@assay/contracts';
import type { Privacy } from '@assay/privacy';
import type { BatchScope } from '@assay/projections';
import { foldUnits } from './fold-units.js';
import type { ObservedEvent } from './state/observation.js';
import { beginEngineBatch } from './storage/batch-start.js';
import type { DefinitionsIn, ExperimentRef } from './storage/definitions.js';
import { readDefinitions } from './storage/definitions.js';
import type { Limits } from './storage/dimension-values.js';
import { NO_LIMITS, readLimits } from './storage/dimension-values.js';
import { ensureParts, partOf } from './storage/event-parts.js';
import { freshEvents } from './storage/fresh-events.js';
import { addOutcomes } from './storage/outcomes.js';
import { closedExposures, countExpired, noteStrays } from './storage/kept-events.js';
import { newestWith } from './storage/newest-events.js';
import type { StoredUnit } from './storage/stored-units.js';
import { readUnits } from './storage/stored-units.js';
import { UNIT_EVENT_COLUMNS } from './storage/unit-event.js';
import type { UnitEventReader } from './storage/unit-event-reader.js';
import { outcomeRows } from './statistics/outcome-delta.js';
import { inOrder, meanwhileEach, together } from './together.js';
import type { UnitWork } from './unit-work.js';
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
  const { fresh, works, units, start } = await freshEvents(scope, delivered, { reader, readUnits, begin });
  if (fresh.length === 0) return;
  const { parts, newest, hasLimits } = start;
  await ensureParts(scope, new Set(fresh.map(({ id }) => partOf(id))), parts);
  const all = works.map((work) => readableWork(work, units.get(work.unitKey)?.state.forgotten === true));
  const changing = all.filter((work) => beginsUnit(work) || units.has(work.unitKey));
  const experiments = experimentsOf(changing, units);
  const sealed = (forwards: readonly EventEnvelope[]) => privacy.sealAll(forwards);
  const foldChanging = async ([definitionsIn, limits]: readonly [DefinitionsIn, Limits]): Promise<void> => {
    const changes = await meanwhileEach(changing, (work) =>
      changeUnit(work, units.get(work.unitKey), definitionsIn(work.project)),
    );
    await countExpired(scope, closedExposures(fresh, definitionsIn));
    await foldUnits(scope, { changes, newest: newestWith(fresh, newest), definitionsIn, limits, sealed });
  };
  const rows = (): readonly string[] => all.flatMap((work) => work.events.map(({ row }) => row));
  // Units are folded while the database takes the events, and what is ready goes behind them.
  await together(
    together(
      readDefinitions(scope, experiments, scope.partition),
      hasLimits ? readLimits(scope, experiments) : NO_LIMITS,
    ).then(foldChanging),
    inOrder(
      () => scope.copy('unit_events', UNIT_EVENT_COLUMNS, rows()),
      () => noteStrays(scope, fresh),
    ),
  );
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
