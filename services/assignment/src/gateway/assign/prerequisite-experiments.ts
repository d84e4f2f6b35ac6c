import type { ExperimentDefinition, Snapshot } from '@assay/bucketing';

const isDrawing = ({ status, controlOnly, run }: ExperimentDefinition): boolean =>
  status === 'running' && !controlOnly && run !== null;

/**
 * The experiments that draw variants now and that prerequisites lead to, over any number of others: what a unit
 * already has there decides what they serve it.
 */
export function prerequisiteExperiments(
  definition: ExperimentDefinition,
  snapshot: Snapshot,
  found = new Map<string, ExperimentDefinition>(),
): ReadonlyMap<string, ExperimentDefinition> {
  for (const { flag: key } of definition.prerequisites ?? []) {
    const flag = snapshot.flag(key);
    if (flag?.kind !== 'experiment' || found.has(key) || !isDrawing(flag)) continue;
    found.set(key, flag);
    prerequisiteExperiments(flag, snapshot, found);
  }
  return found;
}
