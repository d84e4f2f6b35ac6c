import type { Interaction } from '../events/event.js';

/** OpenFeature's tracking details: a value, and whatever else there is to say. */
export interface TrackingDetails {
  readonly value?: number;
  readonly [name: string]: unknown;
}

export const interactionOf = ({ value, ...attributes }: TrackingDetails = {}): Interaction => ({
  value,
  ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
});
