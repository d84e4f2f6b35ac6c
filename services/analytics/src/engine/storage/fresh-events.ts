import type { BatchScope } from '@assay/projections';
import type { ObservedEvent } from '../state/observation.js';
import { together } from '../together.js';
import { beginBatch } from './batch-start.js';
import type { Identities } from './identities.js';
import { distinctEvents, storedIdentities } from './identities.js';
import type { KeptEvents } from './kept-events.js';
import { countExpired, isExpired } from './kept-events.js';
import type { UnitEvent } from './unit-event.js';
import { unitKeyOf } from './unit-event.js';
import type { UnitEventReader } from './unit-event-reader.js';

type UnitReader<Units> = (scope: BatchScope, unitKeys: readonly string[]) => Promise<Units>;

export interface FreshEvents<Units> {
  readonly fresh: readonly UnitEvent[];
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
 * Begins a batch: what of it was not counted before, each event once, with its attributes in clear. Events that were not
 * read before its turn are read here while the database looks them and their units up.
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
  const [{ stored, units }, all] = await together(
    lookUp(scope, delivered, readUnits),
    reader.read(delivered),
  );
  // Each of them: whether one repeats another cannot be told over batches.
  await countExpired(
    scope,
    all.filter((event) => isExpired(event, kept)),
  );
  const arrived = distinctEvents(all.filter((event) => !isExpired(event, kept)));
  return { fresh: arrived.filter((event) => !stored.has(event)), units, parts };
}

async function lookUp<Units>(
  scope: BatchScope,
  events: readonly ObservedEvent[],
  readUnits: UnitReader<Units>,
): Promise<{ readonly stored: Identities; readonly units: Units }> {
  const stored = await storedIdentities(scope, events);
  const unitKeys = new Set(events.map(({ project, data }) => unitKeyOf(project, data.unit)));
  return { stored, units: await readUnits(scope, [...unitKeys]) };
}
