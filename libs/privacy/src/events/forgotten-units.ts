import type { EventEnvelope, UnitForgotten } from '@assay/contracts';
import type { UnitRef } from '../cipher/data-key.js';

/** The units that are forgotten by what some of these events say. */
export const forgottenIn = (events: readonly { readonly event: EventEnvelope }[]): readonly UnitRef[] =>
  events.flatMap(({ event }) =>
    event.type === 'UnitForgotten'
      ? [{ project: event.project, unit: (event as UnitForgotten).data.unit }]
      : [],
  );
