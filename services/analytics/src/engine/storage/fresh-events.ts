import type { Privacy } from '@assay/privacy';
import type { BatchScope } from '@assay/projections';
import type { ObservedEvent } from '../state/observation.js';
import { beginBatch } from './batch-start.js';
import { distinctEvents, storedIdentities } from './identities.js';
import type { UnitEvent } from './unit-event.js';
import { unitEventOf } from './unit-event.js';

export interface FreshEvents {
  readonly fresh: readonly UnitEvent[];
  /** The stretches of time that `unit_events` has parts for. */
  readonly parts: ReadonlySet<string>;
}

/** Begins a batch: what of it was not counted before, each event once, with its attributes in clear. */
export async function freshEvents(
  scope: BatchScope,
  delivered: readonly ObservedEvent[],
  privacy: Privacy,
): Promise<FreshEvents> {
  const arrived = distinctEvents((await privacy.opened(delivered)).map(unitEventOf));
  const parts = await beginBatch(scope);
  const stored = await storedIdentities(scope, arrived);
  return { fresh: arrived.filter((event) => !stored.has(event)), parts };
}
