import type { ExperimentRef } from './storage/definitions.js';
import { keyOf } from './storage/definitions.js';
import type { StoredUnit } from './storage/stored-units.js';
import { splitUnitKey } from './storage/unit-event.js';

/** The experiments that the units are in, each once. */
export function enteredBy(units: readonly StoredUnit[]): readonly ExperimentRef[] {
  const refs = units.flatMap(({ unitKey, state }) => {
    const [project] = splitUnitKey(unitKey);
    return state.entries.map(({ experiment }) => ({ project, experiment }));
  });
  return [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()];
}
