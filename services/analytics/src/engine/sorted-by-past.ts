import type { DefinitionsIn } from './storage/definitions.js';
import type { Recent } from './storage/history.js';
import { countsSince } from './state/unit.fold.js';
import type { UnitChange } from './unit-work.js';

/** The units of a batch by what has to be read of their past. */
interface SortedByPast {
  /** Nothing. */
  readonly settled: readonly UnitChange[];
  readonly asking: readonly UnitChange[];
  /** Of those that ask: the units all of whose past counts. */
  readonly whole: readonly string[];
  /** The others: they enter runs, and more than what counts there changes nothing. */
  readonly recent: Recent;
}

/** @param newest when the newest event happened that was stored before the batch; milliseconds since 1970 */
export function sortedByPast(
  changes: readonly UnitChange[],
  definitionsIn: DefinitionsIn,
  newest: number,
): SortedByPast {
  const [settled, asking]: [UnitChange[], UnitChange[]] = [[], []];
  const [whole, unitKeys]: [string[], string[]] = [[], []];
  let since = Infinity;
  for (const change of changes) {
    const { after, entering, work } = change;
    if (after === undefined) {
      asking.push(change);
      whole.push(work.unitKey);
      continue;
    }
    // Without a run that it enters, it counts since Infinity.
    const from = countsSince(entering, definitionsIn(work.project));
    if (from === Infinity || from > newest) {
      settled.push(change);
      continue;
    }
    asking.push(change);
    unitKeys.push(work.unitKey);
    since = Math.min(since, from);
  }
  return { settled, asking, whole, recent: { unitKeys, since } };
}
