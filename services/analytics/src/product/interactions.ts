import type { BatchScope } from '@assay/projections';
import type { ObservedEvent } from '../engine/state/observation.js';
import { beginBatch } from '../engine/storage/batch-start.js';
import { ensureParts, partOf } from '../engine/storage/event-parts.js';
import { freshEvents, unitKeysOf } from '../engine/storage/fresh-events.js';
import { ALL_KEPT } from '../engine/storage/kept-events.js';
import type { UnitEvent } from '../engine/storage/unit-event.js';
import { storeEvents } from '../engine/storage/store-events.js';
import type { UnitEventReader } from '../engine/storage/unit-event-reader.js';
import { together } from '../engine/together.js';
import { readableWork, workOf } from '../engine/unit-work.js';
import { countUnits, recountUnits } from './count-units.js';
import { eraseUnits } from './erasing.js';
import type { PlacementRow } from './positions/count-positions.js';
import { addPlacements, dropUnheldItems, itemsOf, placementsIn } from './positions/count-positions.js';
import type { SeenValue } from './storage/kept-values.js';
import { admitValues, readLimits, shownUnder } from './storage/kept-values.js';
import { readKnown, writeUnits } from './storage/known-units.js';
import { readSlots } from './storage/slots.js';
import { addStatistics, EVENT_NAMES, StatisticsChange } from './storage/unit-statistics.js';
import type { UnitChange } from './unit-change.js';
import { unitChange } from './unit-change.js';

/** Applies a batch of interactions: a fixed number of statements, whatever its size. */
export async function applyInteractions(
  scope: BatchScope,
  delivered: readonly ObservedEvent[],
  reader: UnitEventReader,
): Promise<void> {
  const events = await reader.read(delivered);
  const [{ fresh: arrived, start }, known] = await together(
    freshEvents(scope, events, begin),
    readKnown(scope, unitKeysOf(events)),
  );
  if (arrived.length === 0) return;
  const works = workOf(arrived).map((work) =>
    readableWork(work, known.get(work.unitKey)?.forgotten === true),
  );
  const fresh = works.flatMap(({ events: own }) => own);
  await ensureParts(scope, new Set(fresh.map(({ id }) => partOf(id))), start.parts);
  await storeEvents(scope, fresh);
  const units = works.map((work) => unitChange(work, known.get(work.unitKey)));
  const erased = await eraseUnits(scope, units);
  await writeUnits(
    scope,
    units.filter(({ isNew, startsAnew }) => isNew || startsAnew),
    scope.partition,
  );
  await count(scope, { fresh, units, erased });
}

const begin = async (scope: BatchScope) => ({ parts: await beginBatch(scope), kept: ALL_KEPT });

interface Arrived {
  readonly fresh: readonly UnitEvent[];
  readonly units: readonly UnitChange[];
  readonly erased: readonly PlacementRow[];
}

async function count(scope: BatchScope, { fresh, units, erased }: Arrived): Promise<void> {
  const { partition } = scope;
  const slotsOf = await readSlots(scope, [...new Set(units.map(({ project }) => project))], partition);
  const [anew, going] = [
    units.filter(({ startsAnew }) => startsAnew),
    units.filter((unit) => !unit.startsAnew),
  ];
  const statistics = new StatisticsChange();
  await countUnits(scope, going, slotsOf, statistics);
  await recountUnits(scope, anew, slotsOf, statistics);
  const placements = [...placementsIn(fresh), ...erased];
  const limits = await readLimits(scope, partition);
  const shownAs = shownUnder(limits);
  await addStatistics(scope, statistics, { partition, shownAs });
  await addPlacements(scope, placements, { partition, shownAs });
  await admitValues(scope, distinct([...namesOf(fresh), ...itemsOf(placements)]), { limits, partition });
  await dropUnheldItems(scope, itemsOf(erased), partition);
}

const namesOf = (events: readonly UnitEvent[]): readonly SeenValue[] =>
  events.flatMap(({ project, seen }) =>
    seen?.kind === 'interaction' ? [{ project, list: EVENT_NAMES, value: seen.name }] : [],
  );

const distinct = (seen: readonly SeenValue[]): readonly SeenValue[] => [
  ...new Map(seen.map((one) => [`${one.project}\u001f${one.list}\u001f${one.value}`, one])).values(),
];
