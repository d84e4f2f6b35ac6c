import type { Decision } from '@assay/event-store';
import type { ExperimentStreamEvent } from './experiment-evolve.fold.js';
import type { ExperimentRefusal } from './experiment-refusal.js';

export type Outcome = Decision<ExperimentStreamEvent, ExperimentRefusal>;

export const accept = (...events: readonly ExperimentStreamEvent[]): Outcome => ({
  outcome: 'accepted',
  events,
});

export const refuse = (refusal: ExperimentRefusal): Outcome => ({ outcome: 'refused', refusal });

export const because = (reason: string | undefined) => (reason === undefined ? {} : { reason });
