import type { BatchScope } from '@assay/projections';
import { rememberedOf } from '../remembered/remembered.js';
import type { DefinitionsIn, ExperimentRef } from './definitions.js';
import { keyOf, readDefinitions } from './definitions.js';

/** With more experiments, only those of a batch are kept for the next one. */
const MOST_EXPERIMENTS = 1_000;

/**
 * What is measured in the experiments: as it was read in a batch before, unless a definition has changed since. All are read
 * at once, so that those of a batch are of one moment.
 * @param seq the number of the last change, at the beginning of the batch
 */
export async function currentDefinitions(
  scope: BatchScope,
  wanted: readonly ExperimentRef[],
  seq: number,
): Promise<DefinitionsIn> {
  const remembered = rememberedOf(scope);
  const before = remembered.definitions?.seq === seq ? remembered.definitions : undefined;
  if (before !== undefined && wanted.every((one) => before.experiments.has(keyOf(one))))
    return before.definitionsIn;
  const kept = before !== undefined && before.experiments.size < MOST_EXPERIMENTS ? before.experiments : [];
  const experiments = new Map(kept);
  for (const one of wanted) experiments.set(keyOf(one), one);
  const definitionsIn = await readDefinitions(scope, [...experiments.values()], scope.partition);
  remembered.definitions = { seq, experiments, definitionsIn };
  return definitionsIn;
}

/** They tell what runs are closed, too. */
export function forgetDefinitions(scope: BatchScope): void {
  rememberedOf(scope).definitions = undefined;
}
