import { starvedVariants } from '@assay/bucketing';
import { ALGORITHMS } from '../references/algorithms.js';
import { compileExperiment } from './compile-experiment.js';
import type { ExistingExperiment } from './experiment-state.js';

export interface DefinitionWarning {
  readonly code: 'GATE_STARVES_VARIANTS';
  readonly message: string;
  readonly variants: readonly {
    readonly variant: string;
    readonly expected: number;
    readonly actual: number;
  }[];
}

/** What an experiment may do and had better not: an algorithm whose gate keeps some variants from their share. */
export function starvationWarnings(state: ExistingExperiment): readonly DefinitionWarning[] {
  const { hashing, trafficAllocation } = state.design;
  if (hashing === undefined || state.variants.length === 0) return [];
  const variants = starvedVariants(compileExperiment(state), ALGORITHMS[hashing.algorithm]);
  if (variants.length === 0) return [];
  const names = variants.map(({ variant }) => variant).join(', ');
  const message =
    `at ${String(trafficAllocation)} % the gate of ${hashing.algorithm} gives ${names} less than its weight: ` +
    'one hash chooses both; gate "independent" does not';
  return [{ code: 'GATE_STARVES_VARIANTS', message, variants }];
}
