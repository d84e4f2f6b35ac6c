import type { Pool } from 'pg';
import type { EventRow } from './event-rows.js';
import { EVENT_COLUMNS } from './event-rows.js';

/** An event's row, beside what its stream says of its last event. */
export interface ChainRow extends EventRow {
  readonly recordedAt: Date;
  readonly endVersion: number | null;
  readonly endHash: string | null;
}

const PAGE = 1_000;

/** Every event, stream by stream and in order of versions. @param streams only these; all where left out */
export async function* eventsByStream(pool: Pool, streams?: readonly string[]): AsyncGenerator<ChainRow> {
  let after: Pick<EventRow, 'stream' | 'version'> = { stream: '', version: 0 };
  for (;;) {
    const { rows } = await pool.query<ChainRow>(
      `SELECT e.*, s.version AS "endVersion", s.hash AS "endHash"
       FROM (SELECT ${EVENT_COLUMNS}, recorded_at AS "recordedAt" FROM events
             WHERE (stream, version) > ($1, $2) AND ($3::text[] IS NULL OR stream = ANY($3))
             ORDER BY stream, version LIMIT ${String(PAGE)}) e
       LEFT JOIN streams s ON s.id = e.stream ORDER BY e.stream, e.version`,
      [after.stream, after.version, streams ?? null],
    );
    yield* rows;
    const last = rows[rows.length - 1];
    if (last === undefined || rows.length < PAGE) return;
    after = last;
  }
}

/** Streams chosen by chance: other ones each time. */
export async function someStreams(pool: Pool, count: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM streams ORDER BY random() LIMIT $1', [
    count,
  ]);
  return rows.map(({ id }) => id);
}

export async function countStreams(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ streams: number }>('SELECT count(*)::bigint AS streams FROM streams');
  return rows[0]?.streams ?? 0;
}

/** How many positions were given out and have no event. */
export async function missingPositions(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ missing: number }>(
    `SELECT (SELECT next FROM heads WHERE log = 'events') - count(*) AS missing FROM events`,
  );
  return rows[0]?.missing ?? 0;
}

/** Streams that are said to have events, of which none is there. */
export async function emptiedStreams(
  pool: Pool,
): Promise<readonly { readonly stream: string; readonly version: number }[]> {
  const { rows } = await pool.query<{ stream: string; version: number }>(
    `SELECT id AS stream, version FROM streams AS s
     WHERE version > 0 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.stream = s.id) ORDER BY id`,
  );
  return rows;
}
