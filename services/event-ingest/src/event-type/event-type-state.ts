import type { EventTypeDefined } from '@assay/contracts';

export type EventTypeDefinition = EventTypeDefined['data'];

/** A registered event type; one that was retired keeps its last definition, and its numbers go on from there. */
export type EventTypeState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'registered' | 'retired';
      readonly definition: EventTypeDefinition;
      /** RFC 3339. */
      readonly changedAt: string;
      readonly changedBy: string;
    };

export const NO_EVENT_TYPE: EventTypeState = { status: 'absent' };
