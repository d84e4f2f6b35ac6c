import type { Exclusion } from './report.js';
import { EXCLUDED } from './read/run-sums.js';

const NO_SUCH_VARIANT = 'seen in a variant that the experiment does not have';

/** Units that are in no comparison, and why. */
export const exclusionsOf = (units: {
  readonly inSeveralVariants: number;
  readonly inNoSuchVariant: number;
}): readonly Exclusion[] => [
  { reason: EXCLUDED, units: units.inSeveralVariants },
  ...(units.inNoSuchVariant === 0 ? [] : [{ reason: NO_SUCH_VARIANT, units: units.inNoSuchVariant }]),
];
