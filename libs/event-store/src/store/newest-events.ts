import type { Pool } from 'pg';
import type { StoredEvent } from '../port.js';
import type { EventRow } from './event-rows.js';
import { storedAsRead } from './event-rows.js';

const NEWEST = `SELECT e.position, e.stream, e.version, e.id, e.type, e.envelope::text AS envelope
  FROM streams s JOIN events e ON e.stream = s.id AND e.version = s.version
  WHERE split_part(s.id, '/', 2) = $1 AND ($2::text[] IS NULL OR split_part(s.id, '/', 1) = ANY ($2))
  ORDER BY e.stream COLLATE "C"`;

/**
 * The newest event of every stream of a kind: for streams of which each event says everything anew, and which are few.
 * @param kind the second part of their ids
 * @param projects only theirs; without it, those of all
 * @throws UnreadableEventError
 * @example
 * const channels = await newestEvents(pool, 'notification-channel', ['default']);
 */
export async function newestEvents(
  pool: Pick<Pool, 'query'>,
  kind: string,
  projects?: readonly string[],
): Promise<readonly StoredEvent[]> {
  const { rows } = await pool.query<EventRow>(NEWEST, [kind, projects ?? null]);
  return rows.map(storedAsRead);
}
