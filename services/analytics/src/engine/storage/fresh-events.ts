import type { BatchScope } from '@assay/projections';
import type { ObservedEvent } from '../state/observation.js';
import { meanwhile, together } from '../together.js';
import type { UnitWork } from '../unit-work.js';
import { workOf } from '../unit-work.js';
import { beginBatch } from './batch-start.js';
import { distinctEvents, storedIdentities } from './identities.js';
import type { KeptEvents } from './kept-events.js';
import { countExpired, isExpired } from './kept-events.js';
import type { UnitEvent } from './unit-event.js';
import { unitKeyOf } from './unit-event.js';
import type { UnitEventReader } from './unit-event-reader.js';

type UnitReader<Units> = (scope: BatchScope, unitKeys: readonly string[]) => Promise<Units>;

export interface FreshEvents<Units> {
  /** What of a batch was not counted before, each event once, with its attributes in clear. */
  readonly fresh: readonly UnitEvent[];
  readonly works: readonly UnitWork[];
  /** What is known of the units of the batch. */
  readonly units: Units;
  /** The stretches of time that `unit_events` has parts for. */
  readonly parts: ReadonlySet<string>;
}

/** How a batch begins: the parts there are, and the events that are still counted. */
type Begin = (
  scope: BatchScope,
) => Promise<{ readonly parts: ReadonlySet<string>; readonly kept: KeptEvents }>;

const beginWithAll: Begin = async (scope) => ({
  parts: await beginBatch(scope),
  kept: { keptFrom: null, exposuresFrom: null },
});

/**
 * Begins a batch. While the database looks events and units up, events are read that were not read before their turn, and
 * what is fresh of them is put together by unit.
 */
export async function freshEvents<Units>(
  scope: BatchScope,
  delivered: readonly ObservedEvent[],
  {
    reader,
    readUnits,
    begin = beginWithAll,
  }: { readonly reader: UnitEventReader; readonly readUnits: UnitReader<Units>; readonly begin?: Begin },
): Promise<FreshEvents<Units>> {
  const { parts, kept } = await begin(scope);
  const [stored, [unitKeys, all]] = await together(
    storedIdentities(scope, delivered),
    together(
      meanwhile(() => unitKeysOf(delivered)),
      reader.read(delivered),
    ),
  );
  const [units, [fresh, works]] = await together(
    readUnits(scope, unitKeys),
    meanwhile(() => {
      const arrived = distinctEvents(all.filter((event) => !isExpired(event, kept)));
      const notStored = arrived.filter((event) => !stored.has(event));
      return [notStored, workOf(notStored)] as const;
    }),
  );
  // Each of them: whether one repeats another cannot be told over batches.
  await countExpired(
    scope,
    all.filter((event) => isExpired(event, kept)),
  );
  return { fresh, works, units, parts };
}

const unitKeysOf = (events: readonly ObservedEvent[]): readonly string[] => [
  ...new Set(events.map(({ project, data }) => unitKeyOf(project, data.unit))),
];
