import type { ServedFlag } from '../flag/flag-details.js';

/** Drawn, though nobody could be asked whether the unit has a variant from before: it counts in no result. */
export const provisional = (flag: ServedFlag): ServedFlag => ({
  ...flag,
  reason: 'STALE',
  metadata: { kind: 'experiment', reason: 'provisional', inExperiment: false },
});
