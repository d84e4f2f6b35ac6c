import type { RawEventsExpired } from '@assay/contracts';
import type { ObservedEvent } from './state/observation.js';

export type InteractionsEvent = ObservedEvent | RawEventsExpired;

/** What is applied at once: the events of units up to the next expiry, or that expiry. */
type Stretch =
  | { readonly kind: 'observed'; readonly events: readonly ObservedEvent[] }
  | { readonly kind: 'expiry'; readonly event: RawEventsExpired };

const isExpiry = (event: InteractionsEvent): event is RawEventsExpired => event.type === 'RawEventsExpired';

/** A batch in its order: what lies before an expiry counts without it, what comes after counts under it. */
export function stretchesOf(events: readonly InteractionsEvent[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let observed: ObservedEvent[] = [];
  const end = (): void => {
    if (observed.length > 0) stretches.push({ kind: 'observed', events: observed });
    observed = [];
  };
  for (const event of events)
    if (isExpiry(event)) {
      end();
      stretches.push({ kind: 'expiry', event });
    } else observed.push(event);
  end();
  return stretches;
}
