import type { EventEnvelope } from '@assay/contracts';
import type { Pool } from 'pg';
import { EventIdTakenError } from '../errors/index.js';
import type { AppendResult } from '../port.js';
import type { EventRow } from './event-rows.js';
import { EVENT_COLUMNS, storedAsRead } from './event-rows.js';

const belongs = (row: EventRow, stream: string, event: EventEnvelope | undefined): boolean =>
  row.stream === stream && row.type === event?.type;

/**
 * What an append means whose ids are already there: all of them as events of this stream, it was done before;
 * none, undefined; anything else is a mistake. The ids decide, not the contents: a command that is repeated
 * may be decided a moment later, and the first time counts.
 * @throws EventIdTakenError
 */
export async function findRepeated(
  pool: Pool,
  stream: string,
  events: readonly EventEnvelope[],
): Promise<AppendResult | undefined> {
  const { rows } = await pool.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE id = ANY($1::uuid[]) ORDER BY position`,
    [events.map((event) => event.id)],
  );
  if (rows.length === 0) return undefined;
  const byId = new Map(events.map((event) => [event.id.toLowerCase(), event]));
  const foreign = rows.filter((row) => !belongs(row, stream, byId.get(row.id)));
  if (foreign.length > 0 || rows.length !== events.length)
    throw new EventIdTakenError(
      stream,
      (foreign.length > 0 ? foreign : rows).map((row) => row.id),
    );
  return {
    outcome: 'repeated',
    version: rows[rows.length - 1]?.version ?? 0,
    events: rows.map(storedAsRead),
  };
}
