import type { EventEnvelope } from '@assay/contracts';
import type { ClientBase } from 'pg';
import { RelayGapError } from './relay-gap.error.js';
import { RelaySupersededError } from './relay-superseded.error.js';

/** The logs a relay publishes: the decisions of the service, and what its read models emit. */
export const RELAY_LOGS = ['events', 'outbox'] as const;
export type RelayLog = (typeof RELAY_LOGS)[number];

/** Events that wait to be published, and where the cursor stands after them. */
export interface Pending {
  readonly events: readonly EventEnvelope[];
  readonly from: number;
  readonly next: number;
}

/**
 * What comes after the cursor of a log, in order.
 * @throws RelayGapError when a position is missing
 */
export async function readPending(client: ClientBase, log: RelayLog, limit: number): Promise<Pending> {
  const cursor = await client.query<{ position: number }>(
    'SELECT position FROM relay_positions WHERE log = $1',
    [log],
  );
  const from = cursor.rows[0]?.position ?? 0;
  const { rows } = await client.query<{ position: number; envelope: string }>(
    `SELECT position, envelope::text AS envelope FROM ${log} WHERE position >= $1 ORDER BY position LIMIT $2`,
    [from, limit],
  );
  rows.forEach((row, index) => {
    if (row.position !== from + index) throw new RelayGapError(log, from + index, row.position);
  });
  const events = rows.map((row) => JSON.parse(row.envelope) as EventEnvelope);
  return { events, from, next: from + rows.length };
}

const MOVE = `UPDATE relay_positions SET position = $3 WHERE log = $1 AND position = $2`;
/** What was published from the outbox lies in its topic and is needed here no longer. */
const MOVE_AND_PRUNE = `WITH moved AS (${MOVE} RETURNING position)
  DELETE FROM outbox USING moved WHERE outbox.position < moved.position`;

/**
 * Moves the cursor over what was published.
 * @throws RelaySupersededError when it does not stand where this relay left it
 */
export async function moveCursor(client: ClientBase, log: RelayLog, pending: Pending): Promise<void> {
  const statement = log === 'outbox' ? MOVE_AND_PRUNE : MOVE;
  const moved = await client.query(statement, [log, pending.from, pending.next]);
  if (moved.rowCount === 0) throw new RelaySupersededError(log, pending.from);
}

/** What is not published yet, over all logs. */
export interface Backlog {
  readonly waiting: number;
  /** Sum of the cursors: it grows with every event published. */
  readonly position: number;
}

export async function relayBacklog(client: Pick<ClientBase, 'query'>): Promise<Backlog> {
  const { rows } = await client.query<Backlog>(
    `SELECT sum(h.next - r.position)::bigint AS waiting, sum(r.position)::bigint AS position
     FROM heads h JOIN relay_positions r USING (log)`,
  );
  return rows[0] ?? { waiting: 0, position: 0 };
}
