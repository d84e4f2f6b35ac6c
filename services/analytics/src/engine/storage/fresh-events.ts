import type { BatchScope } from '@assay/projections';
import type { ObservedEvent } from '../state/observation.js';
import { meanwhile, together } from '../together.js';
import type { UnitWork } from '../unit-work.js';
import { workOf } from '../unit-work.js';
import type { BatchStart } from './batch-start.js';
import { beginBatch } from './batch-start.js';
import { distinctEvents, storedIdentities } from './identities.js';
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
  readonly start: BatchStart;
}

type Begin = (scope: BatchScope) => Promise<BatchStart>;

const beginWithAll: Begin = async (scope) => ({
  parts: await beginBatch(scope),
  kept: { keptFrom: null, exposuresFrom: null },
  newest: Infinity,
  hasLimits: true,
});

interface Sifted extends Pick<FreshEvents<unknown>, 'fresh' | 'works' | 'start'> {
  readonly expired: readonly UnitEvent[];
}

/** Begins a batch, and tells what of it is counted. Events are read here that were not read before their turn. */
async function sift(
  scope: BatchScope,
  delivered: readonly ObservedEvent[],
  { reader, begin }: { readonly reader: UnitEventReader; readonly begin: Begin },
): Promise<Sifted> {
  const [start, stored, all] = await together(
    begin(scope),
    meanwhile(() => storedIdentities(scope, delivered)),
    reader.read(delivered),
  );
  const { kept } = start;
  const arrived = distinctEvents(all.filter((event) => !isExpired(event, kept)));
  const fresh = arrived.filter((event) => !stored.has(event));
  // Each of them: whether one repeats another cannot be told over batches.
  return { fresh, works: workOf(fresh), start, expired: all.filter((event) => isExpired(event, kept)) };
}

/** How a batch begins: while the database looks its units up, it is put together by unit what is fresh of it. */
export async function freshEvents<Units>(
  scope: BatchScope,
  delivered: readonly ObservedEvent[],
  {
    reader,
    readUnits,
    begin = beginWithAll,
  }: { readonly reader: UnitEventReader; readonly readUnits: UnitReader<Units>; readonly begin?: Begin },
): Promise<FreshEvents<Units>> {
  const [{ fresh, works, start, expired }, units] = await together(
    sift(scope, delivered, { reader, begin }),
    // Two turns: it is asked after the ids.
    meanwhile(() => meanwhile(() => readUnits(scope, unitKeysOf(delivered)))),
  );
  await countExpired(scope, expired);
  return { fresh, works, units, start };
}

const unitKeysOf = (events: readonly ObservedEvent[]): readonly string[] => [
  ...new Set(events.map(({ project, data }) => unitKeyOf(project, data.unit))),
];
