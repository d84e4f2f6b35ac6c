import type { ServedFlag } from '../flag/flag-details.js';

/** Whether an assignment from before the unit was known by this name would make it another answer. */
export const restsOnPast = ({ metadata: { inExperiment, reason } }: ServedFlag): boolean =>
  inExperiment === true || reason === 'not_in_traffic' || reason === 'prerequisite_failed';
