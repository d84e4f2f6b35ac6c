import type { DefinitionsIn } from './storage/definitions.js';
import type { Recent } from './storage/history.js';
import { countsSince } from './state/unit.fold.js';
import type { UnitChange } from './unit-work.js';

/** The units of a batch by what has to be read of their past. */
export interface SortedByPast {
  /** Nothing. */
  readonly settled: readonly UnitChange[];
  readonly asking: readonly UnitChange[];
  /** Of those that ask: the units all of whose past counts. */
  readonly whole: readonly string[];
  /** The others: they enter runs, and more than what counts there changes nothing. */
  readonly recent: Recent;
}

export function sortedByPast(changes: readonly UnitChange[], definitionsIn: DefinitionsIn): SortedByPast {
  const [settled, asking]: [UnitChange[], UnitChange[]] = [[], []];
  const [whole, unitKeys]: [string[], string[]] = [[], []];
  let since = Infinity;
  for (const change of changes) {
    const { after, entering, work } = change;
    const isWhole = after === undefined;
    if (!isWhole && entering.length === 0) {
      settled.push(change);
      continue;
    }
    asking.push(change);
    (isWhole ? whole : unitKeys).push(work.unitKey);
    if (!isWhole) since = Math.min(since, countsSince(entering, definitionsIn(work.project)));
  }
  return { settled, asking, whole, recent: { unitKeys, since } };
}
