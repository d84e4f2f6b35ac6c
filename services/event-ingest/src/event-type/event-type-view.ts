import type { EventTypeEvent } from '@assay/contracts';
import type { EventTypeDefinition, EventTypeState } from './event-type-state.js';

/** An event type as the API shows it. */
export interface EventTypeView extends EventTypeDefinition {
  readonly status: 'registered' | 'retired';
  readonly changedAt: string;
  readonly changedBy: string;
}

/** One change of an event type. */
export interface EventTypeChange {
  readonly event: EventTypeEvent['type'];
  readonly time: string;
  readonly actor: string;
  readonly data: EventTypeEvent['data'];
}

export const eventTypeView = ({
  definition,
  status,
  changedAt,
  changedBy,
}: Exclude<EventTypeState, { readonly status: 'absent' }>): EventTypeView => ({
  ...definition,
  status,
  changedAt,
  changedBy,
});

export const eventTypeChange = ({ type, time, actor, data }: EventTypeEvent): EventTypeChange => ({
  event: type,
  time,
  actor,
  data,
});
