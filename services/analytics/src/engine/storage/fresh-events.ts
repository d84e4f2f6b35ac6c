import type { Privacy } from '@assay/privacy';
import type { BatchScope } from '@assay/projections';
import type { ObservedEvent } from '../state/observation.js';
import { meanwhileEach, together } from '../together.js';
import { beginBatch } from './batch-start.js';
import type { Identities } from './identities.js';
import { distinctEvents, storedIdentities } from './identities.js';
import type { UnitEvent } from './unit-event.js';
import { unitEventOf, unitKeyOf } from './unit-event.js';

type UnitReader<Units> = (scope: BatchScope, unitKeys: readonly string[]) => Promise<Units>;

export interface FreshEvents<Units> {
  readonly fresh: readonly UnitEvent[];
  /** What is known of the units of the batch. */
  readonly units: Units;
  /** The stretches of time that `unit_events` has parts for. */
  readonly parts: ReadonlySet<string>;
}

/**
 * Begins a batch: what of it was not counted before, each event once, with its attributes in clear. Events are read
 * here while the database looks them and their units up.
 */
export async function freshEvents<Units>(
  scope: BatchScope,
  delivered: readonly ObservedEvent[],
  { privacy, readUnits }: { readonly privacy: Privacy; readonly readUnits: UnitReader<Units> },
): Promise<FreshEvents<Units>> {
  const events = await privacy.opened(delivered);
  const parts = await beginBatch(scope);
  const [{ stored, units }, arrived] = await together(
    lookUp(scope, events, readUnits),
    meanwhileEach(events, unitEventOf),
  );
  return { fresh: distinctEvents(arrived).filter((event) => !stored.has(event)), units, parts };
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
