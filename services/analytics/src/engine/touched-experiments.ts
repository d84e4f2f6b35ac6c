import type { ExperimentRef } from './storage/definitions.js';
import { keyOf } from './storage/definitions.js';
import type { UnitChange } from './unit-work.js';

/** The experiments that the units of a batch are in, or are seen in now. */
export function touchedExperiments(changes: readonly UnitChange[]): readonly ExperimentRef[] {
  const touched = new Map<string, ExperimentRef>();
  for (const { work, stored } of changes) {
    const seen = work.events.flatMap((event) => (event.seen?.kind === 'exposure' ? [event.seen] : []));
    for (const { experiment } of [...(stored?.state.entries ?? []), ...seen]) {
      const ref = { project: work.project, experiment };
      touched.set(keyOf(ref), ref);
    }
  }
  return [...touched.values()];
}
