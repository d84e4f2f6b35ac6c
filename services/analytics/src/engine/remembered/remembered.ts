import type { BatchScope } from '@assay/projections';
import type { DefinitionsIn, ExperimentRef } from '../storage/definitions.js';
import type { StoredIdFilter } from './stored-id-filter.js';
import { StoredUnitFilter } from './stored-unit-filter.js';

/** Definitions of some experiments. */
interface RememberedDefinitions {
  /** The number of the last change of any definition, when they were asked for. */
  readonly seq: number;
  readonly experiments: ReadonlyMap<string, ExperimentRef>;
  readonly definitionsIn: DefinitionsIn;
}

/** What the batches of a tenure have told of their partition. */
class Remembered {
  ids: StoredIdFilter | undefined;
  readonly units = new StoredUnitFilter();
  definitions: RememberedDefinitions | undefined;
}

const byTenure = new WeakMap<object, Remembered>();

/** What is known of the scope's partition, so that it need not be looked up. */
export function rememberedOf({ tenure }: Pick<BatchScope, 'tenure'>): Remembered {
  const known = byTenure.get(tenure);
  if (known !== undefined) return known;
  const nothing = new Remembered();
  byTenure.set(tenure, nothing);
  return nothing;
}
