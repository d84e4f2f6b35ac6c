import type { Exclusion } from './report.js';
import { EXCLUDED } from './read/run-sums.js';

const NO_SUCH_VARIANT = 'seen in a variant that the experiment does not have';
const UNLISTED = 'seen in further variants and phases that the experiment does not have than are listed';

const EXPIRED = 'of this run that came when its raw events were not kept any more';

/** Units that are in no comparison, and why. */
export const exclusionsOf = (units: {
  readonly inSeveralVariants: number;
  readonly inNoSuchVariant: number;
  readonly unlisted: number;
  readonly expiredExposures: number;
}): readonly Exclusion[] => [
  { reason: EXCLUDED, units: units.inSeveralVariants },
  ...(units.inNoSuchVariant === 0 ? [] : [{ reason: NO_SUCH_VARIANT, units: units.inNoSuchVariant }]),
  ...(units.unlisted === 0 ? [] : [{ reason: UNLISTED, units: units.unlisted }]),
  ...(units.expiredExposures === 0 ? [] : [{ reason: EXPIRED, units: 0, events: units.expiredExposures }]),
];
