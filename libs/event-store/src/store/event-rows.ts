import type { EventEnvelope } from '@assay/contracts';
import { readEvent } from '@assay/contracts';
import { UnreadableEventError } from '../errors/index.js';
import type { StoredEvent } from '../port.js';

/** A row of `events`; the envelope as the text that was stored. */
export interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly envelope: string;
}

export const EVENT_COLUMNS = 'position, stream, version, id, type, envelope::text AS envelope';

/** As it was stored, whatever version its data have. */
export const storedAsWritten = (row: EventRow): StoredEvent => ({
  event: JSON.parse(row.envelope) as EventEnvelope,
  stream: row.stream,
  version: row.version,
  position: row.position,
});

/**
 * As today's code understands it: old data upcast.
 * @throws UnreadableEventError for a type or version that this code does not know
 */
export function storedAsRead(row: EventRow): StoredEvent {
  const { data, ...context } = JSON.parse(row.envelope) as EventEnvelope;
  const read = readEvent(context, data);
  if (!read.ok) throw new UnreadableEventError(row.stream, row.version, `${read.code}: ${read.detail}`);
  return { event: read.event, stream: row.stream, version: row.version, position: row.position };
}
