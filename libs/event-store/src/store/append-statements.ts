import type { PoolClient } from 'pg';
import { VersionConflictError } from '../errors/index.js';
import type { SealedEvent, StreamEnd } from './seal.js';

/** Locks the stream (creating it) and gives its end: other writers of this stream wait here. */
export async function lockStream(client: PoolClient, stream: string): Promise<StreamEnd> {
  const { rows } = await client.query<StreamEnd>(
    `INSERT INTO streams (id, version, hash) VALUES ($1, 0, '')
     ON CONFLICT (id) DO UPDATE SET version = streams.version RETURNING version, hash`,
    [stream],
  );
  return rows[0] ?? { version: 0, hash: '' };
}

export function expectVersion(stream: string, expected: number, end: StreamEnd): void {
  if (end.version !== expected) throw new VersionConflictError(stream, expected, end.version);
}

/**
 * Takes positions from the head row and writes the events. It must be the last statement of its transaction:
 * from here to the commit all other writers of the store wait, which is what makes positions dense and in commit
 * order.
 * @returns the position of the first event
 */
export async function writeEvents(
  client: PoolClient,
  stream: string,
  sealed: readonly SealedEvent[],
): Promise<number> {
  const last = sealed[sealed.length - 1];
  const { rows } = await client.query<{ base: number }>(
    `WITH head AS (
       UPDATE heads SET next = next + $2 WHERE log = 'events' RETURNING next - $2 AS base
     ), stream AS (
       UPDATE streams SET version = $3, hash = $4 WHERE id = $1
     ), written AS (
       INSERT INTO events (position, stream, version, id, type, envelope)
       SELECT head.base + e.ordinal - 1, $1, e.version, e.id, e.type, e.envelope::json
       FROM head, unnest($5::int[], $6::uuid[], $7::text[], $8::text[])
         WITH ORDINALITY AS e(version, id, type, envelope, ordinal)
     )
     SELECT base FROM head`,
    [
      stream,
      sealed.length,
      last?.version,
      last?.event.assayhash,
      sealed.map((event) => event.version),
      sealed.map((event) => event.event.id),
      sealed.map((event) => event.event.type),
      sealed.map((event) => event.json),
    ],
  );
  return rows[0]?.base ?? 0;
}
