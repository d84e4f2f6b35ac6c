import { timeOfId, timeOrderedId } from '@assay/contracts';
import type { TimeBounds } from './event-time.js';
import { FUTURE_TOLERANCE_MS } from './event-time.js';
import type { Checked } from './refusal.js';
import { accept, refuse } from './refusal.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Is it an id that is unique by itself, with its time in it? */
export const isUuidV7 = (id: string): boolean => UUID_V7.test(id);

interface IdentityFacts {
  readonly id: string | undefined;
  /** As the client gave it, before any correction: a repeat must get the same id. Milliseconds since 1970. */
  readonly time: number | undefined;
  readonly unit: string;
  readonly project: string;
  readonly newId: () => string;
  readonly bounds: TimeBounds;
}

/**
 * What makes an event the same event when it is sent again: a UUIDv7 of its own, stamped near its time, or any id
 * together with its time and unit. Without an id it is a new event each time. Readers keep events by the time in
 * their ids: a client that could put any time there could have them keep any number of parts.
 */
export function eventIdentity({ id, time, unit, project, newId, bounds }: IdentityFacts): Checked<string> {
  if (id === undefined) return accept(newId());
  const stamped = isUuidV7(id) ? timeOfId(id) : undefined;
  if (stamped !== undefined && isNear(stamped, time, bounds)) return accept(id.toLowerCase());
  if (time !== undefined) return accept(timeOrderedId(time, 'client-event', project, unit, id));
  const what = stamped === undefined ? 'is no UUIDv7' : `is a UUIDv7 of ${new Date(stamped).toISOString()}`;
  return refuse({
    path: 'id',
    value: id,
    message: `${what}; send the time of the event with it, or a UUIDv7 stamped once, when it happened`,
    code: 'ID_NEEDS_TIME',
  });
}

/** By the client's clock, as its ids are; what it sends again with its time is judged in the same way each time. */
function isNear(stamped: number, time: number | undefined, bounds: TimeBounds): boolean {
  const { receivedAt, skewMs, earliest } = bounds;
  const happened = time ?? receivedAt - skewMs;
  return stamped >= happened - (receivedAt - earliest) && stamped <= happened + FUTURE_TOLERANCE_MS;
}
