import { timeOrderedId } from '@assay/contracts';
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
}

/**
 * What makes an event the same event when it is sent again: a UUIDv7 of its own, or any id together with its time
 * and unit. Without an id it is a new event each time.
 */
export function eventIdentity({ id, time, unit, project, newId }: IdentityFacts): Checked<string> {
  if (id === undefined) return accept(newId());
  if (isUuidV7(id)) return accept(id.toLowerCase());
  if (time !== undefined) return accept(timeOrderedId(time, 'client-event', project, unit, id));
  return refuse({
    path: 'id',
    value: id,
    message: 'is no UUIDv7; send the time of the event with it, or a UUIDv7 stamped once',
    code: 'ID_NEEDS_TIME',
  });
}
