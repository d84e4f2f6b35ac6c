import type { BatchScope } from '@assay/projections';
import { together } from '../together.js';
import type { UnitWork } from '../unit-work.js';
import { workOf } from '../unit-work.js';
import type { BatchStart } from './batch-start.js';
import { beginBatch } from './batch-start.js';
import { distinctEvents, noteStored, storedIdentities } from './identities.js';
import { countExpired, isExpired } from './kept-events.js';
import type { UnitEvent } from './unit-event.js';

export interface FreshEvents {
  /** What of a batch was not counted before, each event once, with its attributes in clear. */
  readonly fresh: readonly UnitEvent[];
  readonly works: readonly UnitWork[];
  readonly start: BatchStart;
}

type Begin = (scope: BatchScope) => Promise<BatchStart>;

const beginWithAll: Begin = async (scope) => ({
  parts: await beginBatch(scope),
  kept: { keptFrom: null, exposuresFrom: null },
  newest: Infinity,
  definitionsSeq: 0,
  hasLimits: true,
});

/** Begins a batch, and tells what of it is counted. */
export async function freshEvents(
  scope: BatchScope,
  all: readonly UnitEvent[],
  begin = beginWithAll,
): Promise<FreshEvents> {
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
  return { fresh, works: workOf(fresh), start };
}

/** The units of a batch, each once. */
export const unitKeysOf = (events: readonly UnitEvent[]): readonly string[] => [
  ...new Set(events.map(({ unitKey }) => unitKey)),
];
