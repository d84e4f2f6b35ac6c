import { messageKey, timeOfId } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { PoolClient } from 'pg';
import type { EventIdentity } from './new-events.js';
import { newEvents } from './new-events.js';

const HOUR_MS = 3_600_000;
const HEX_OF_TIME = 12;

/** {@link timeOfId} in SQL: whether an id has its time in it. */
const IS_TIMED = `substr(id::text, 15, 1) = '7'`;

/** The least id of a time. */
export function leastIdAt(time: number): string {
  const hex = Math.max(0, Math.floor(time)).toString(16).padStart(HEX_OF_TIME, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

interface Sifted {
  readonly recent: readonly DeliveredEvent[];
  /** Of the newest id, theirs and those before; milliseconds since 1970. */
  readonly newest: number;
}

/**
 * Leaves out events whose ids are so old, against the newest before them, that nobody remembers any more whether they came:
 * in the order of the log, so that it makes no difference which of them come together. An id without a time is
 * remembered for ever.
 */
export function withoutForgotten(
  events: readonly DeliveredEvent[],
  { newest: before, withinMs }: { readonly newest: number; readonly withinMs: number },
): Sifted {
  let newest = before;
  const recent = events.filter(({ event }) => {
    const time = timeOfId(event.id);
    if (time === undefined) return true;
    newest = Math.max(newest, time);
    return time >= newest - withinMs;
  });
  return { recent, newest };
}

/** What is new of a batch to tables that remember ids for a time. Two statements; ids are forgotten by the hour. */
export async function unseenOfLate(
  client: PoolClient,
  events: readonly DeliveredEvent[],
  withinMs: number,
): Promise<readonly DeliveredEvent[]> {
  const [first] = events;
  if (first === undefined) return events;
  const { partition } = first;
  const stored = await client.query<{ id: string }>(
    `SELECT id FROM runtime_recent_events WHERE partition = $1 AND ${IS_TIMED} ORDER BY id DESC LIMIT 1`,
    [partition],
  );
  const before = timeOfId(stored.rows[0]?.id ?? '') ?? 0;
  const { recent, newest } = withoutForgotten(events, { newest: before, withinMs });
  const forgotten = leastIdAt(Math.floor((newest - withinMs) / HOUR_MS) * HOUR_MS);
  const { rows } = await client.query<EventIdentity>(
    `WITH forgotten AS (DELETE FROM runtime_recent_events WHERE partition = $1 AND id < $4 AND ${IS_TIMED})
     INSERT INTO runtime_recent_events (partition, id, key)
     SELECT $1, id, key FROM unnest($2::uuid[], $3::text[]) AS arrived(id, key) ORDER BY id, key
     ON CONFLICT DO NOTHING RETURNING id, key`,
    [partition, recent.map(({ event }) => event.id), recent.map(({ event }) => messageKey(event)), forgotten],
  );
  return newEvents(recent, rows);
}
