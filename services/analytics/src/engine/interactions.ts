import type { Privacy } from '@assay/privacy';
import type { BatchScope } from '@assay/projections';
import { foldUnits } from './fold-units.js';
import type { ObservedEvent } from './state/observation.js';
import type { BatchStart } from './storage/batch-start.js';
import { beginEngineBatch } from './storage/batch-start.js';
import type { DefinitionsIn, ExperimentRef } from './storage/definitions.js';
import { currentDefinitions } from './storage/current-definitions.js';
import type { Limits } from './storage/dimension-values.js';
import { NO_LIMITS, readLimits } from './storage/dimension-values.js';
import { ensureParts, partOf } from './storage/event-parts.js';
import type { FreshEvents } from './storage/fresh-events.js';
import { freshEvents, unitKeysOf } from './storage/fresh-events.js';
import { addOutcomes } from './storage/outcomes.js';
import { closedExposures, countExpired, noteStrays } from './storage/kept-events.js';
import { newestWith } from './storage/newest-events.js';
import { storeEvents } from './storage/store-events.js';
import type { StoredUnit } from './storage/stored-units.js';
import { readUnits } from './storage/stored-units.js';
import type { UnitEvent } from './storage/unit-event.js';
import { hasAttributes, withoutAttributes } from './storage/unit-event.js';
import type { UnitEventReader } from './storage/unit-event-reader.js';
import { outcomeRows } from './statistics/outcome-delta.js';
import { inOrder, meanwhileEach, together } from './together.js';
import type { UnitWork } from './unit-work.js';
import { beginsUnit, changeUnit, isErased, readableWork, workOf } from './unit-work.js';

/**
 * Applies a batch of interactions: a number of statements that does not depend on its size. Each is sent as soon as what it
 * takes is known, behind those that the database still works on; units are computed meanwhile. Events mostly were read
 * before their turn.
 */
export async function applyInteractions(
  scope: BatchScope,
  delivered: readonly ObservedEvent[],
  { privacy, reader }: { readonly privacy: Privacy; readonly reader: UnitEventReader },
): Promise<void> {
  const events = await reader.read(delivered);
  const begun = begin(scope, events);
  const unitsKnown = readUnits(scope, unitKeysOf(events));
  const storing = async (): Promise<void> => {
    const { fresh } = await begun;
    await inOrder(
      () =>
        storeEvents(
          scope,
          fresh.filter((event) => !hasAttributes(event)),
        ),
      () => noteStrays(scope, fresh),
      () => addOutcomes(scope, outcomeRows(fresh)),
    );
  };
  const folding = async (): Promise<void> => {
    const [arrived, units] = await together(begun, unitsKnown);
    await applyToUnits(scope, { ...arrived, units }, privacy);
  };
  await together(storing(), folding());
}

async function begin(scope: BatchScope, events: readonly UnitEvent[]): Promise<FreshEvents<BatchStart>> {
  const arrived = await freshEvents(scope, events, beginEngineBatch);
  await ensureParts(scope, new Set(arrived.fresh.map(({ id }) => partOf(id))), arrived.start.parts);
  return arrived;
}

/** What of a batch depends on what is known of its units. */
async function applyToUnits(
  scope: BatchScope,
  { fresh, start, units }: FreshEvents<BatchStart> & { readonly units: ReadonlyMap<string, StoredUnit> },
  privacy: Privacy,
): Promise<void> {
  if (fresh.length === 0) return;
  const works = workOf(fresh);
  const forgotten = new Set(
    works
      .filter((work) => isErased(work) || units.get(work.unitKey)?.state.forgotten === true)
      .map(({ unitKey }) => unitKey),
  );
  const readable = (event: UnitEvent): UnitEvent =>
    forgotten.has(event.unitKey) ? withoutAttributes(event) : event;
  const all = works.map((work) => readableWork(work, forgotten.has(work.unitKey)));
  const changing = all.filter((work) => beginsUnit(work) || units.has(work.unitKey));
  const experiments = experimentsOf(changing, units);
  const foldChanging = async ([definitionsIn, limits]: readonly [DefinitionsIn, Limits]): Promise<void> => {
    const changes = await meanwhileEach(changing, (work) =>
      changeUnit(work, units.get(work.unitKey), definitionsIn(work.project)),
    );
    await countExpired(scope, closedExposures(fresh, definitionsIn));
    const newest = newestWith(fresh, start.newest);
    const forwards = await foldUnits(scope, { changes, newest, definitionsIn, limits });
    await scope.emit(await privacy.sealAll(forwards));
  };
  await together(
    storeEvents(scope, fresh.filter(hasAttributes).map(readable)),
    together(
      currentDefinitions(scope, experiments, start.definitionsSeq),
      start.hasLimits ? readLimits(scope, experiments) : NO_LIMITS,
    ).then(foldChanging),
  );
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
