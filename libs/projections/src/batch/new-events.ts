import { messageKey } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';

/** An event as tables remember it: what another unit sends under the same id is another event. */
export interface EventIdentity {
  readonly id: string;
  readonly key: string;
}

const textOf = ({ id, key }: EventIdentity): string => `${id.toLowerCase()} ${key}`;

/** Of events those that tables have taken in just now, each once. */
export function newEvents(
  events: readonly DeliveredEvent[],
  taken: readonly EventIdentity[],
): readonly DeliveredEvent[] {
  const fresh = new Set(taken.map(textOf));
  return events.filter(({ event }) => fresh.delete(textOf({ id: event.id, key: messageKey(event) })));
}
