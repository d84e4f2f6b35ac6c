import type { InteractionEvent } from '@assay/contracts';
import { newEvent, TrafficFiltered } from '@assay/contracts';

/** An event that a filter means: kept whole, in a topic that no analysis reads. */
export const filteredEvent = (event: InteractionEvent, filter: string): TrafficFiltered =>
  newEvent(TrafficFiltered, event, {
    unit: event.data.unit,
    filter,
    recorded: { type: event.type, data: { ...event.data } },
    receivedAt: event.data.receivedAt,
  });
