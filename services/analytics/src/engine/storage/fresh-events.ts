import type { BatchScope } from '@assay/projections';
import { together } from '../together.js';
import { distinctEvents, noteStored, storedIdentities } from './identities.js';
import type { KeptEvents } from './kept-events.js';
import { countExpired, isExpired } from './kept-events.js';
import type { UnitEvent } from './unit-event.js';

export interface FreshEvents<Start> {
  /** What of a batch was not counted before, each event once, with its attributes in clear. */
  readonly fresh: readonly UnitEvent[];
  readonly start: Start;
}

/**
 * Begins a batch, and tells what of it is counted.
 * @param begin the first statement; it tells what is kept
 */
export async function freshEvents<Start extends { readonly kept: KeptEvents }>(
  scope: BatchScope,
  all: readonly UnitEvent[],
  begin: (scope: BatchScope) => Promise<Start>,
): Promise<FreshEvents<Start>> {
  const [start, stored] = await together(begin(scope), storedIdentities(scope, all));
  const { kept } = start;
  const arrived = distinctEvents(all.filter((event) => !isExpired(event, kept)));
  const fresh = arrived.filter((event) => !stored.has(event));
  noteStored(scope, fresh);
  // Each of them: whether one repeats another cannot be told over batches.
  await countExpired(
    scope,
    all.filter((event) => isExpired(event, kept)),
  );
  return { fresh, start };
}

/** The units of a batch, each once. */
export const unitKeysOf = (events: readonly UnitEvent[]): readonly string[] => [
  ...new Set(events.map(({ unitKey }) => unitKey)),
];
