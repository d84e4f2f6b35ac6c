import type { AuditLines } from '@assay/contracts';
import { noteLine, TOPICS } from '@assay/contracts';
import type { EventBus, LogRange, LogRecord } from '@assay/event-bus';
import type { Pool, PoolClient } from 'pg';
import { claims } from '../audit/audited-topics.js';
import { longSession } from '../database/long-session.js';
import { schemaOf } from '../database/schema-name.js';
import { RestoreRefusedError } from '../errors/index.js';
import { bringIn, missingEvents } from './missing-events.js';
import { createPublishedEvents, isSealed, notePublished, placeOf } from './published-events.js';
import type { TakenRecord } from './published-events.js';

/** The store that is brought up to its log. */
export interface RestoredStore {
  readonly service: string;
  readonly pool: Pool;
  readonly bus: Pick<EventBus, 'ends' | 'records'>;
}

async function alone(client: PoolClient, service: string): Promise<void> {
  const { rows } = await client.query<{ held: boolean }>(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held',
    [`assay.restore.${schemaOf(service)}`],
  );
  if (rows[0]?.held !== true)
    throw new RestoreRefusedError(
      'RESTORE_RUNNING',
      `the event store of ${service} is being restored already`,
    );
}

/** A service may write into the topics of others: all that carry decisions are looked through. */
async function rangesOf(bus: RestoredStore['bus']): Promise<readonly LogRange[]> {
  const topics = Object.values(TOPICS).filter(({ kind }) => kind === 'decision');
  const ranges = await Promise.all(
    topics.map(async ({ name: topic }) =>
      (await bus.ends(topic)).map(({ partition, earliest: from, end: until }) => ({
        topic,
        partition,
        from,
        until,
      })),
    ),
  );
  return ranges.flat();
}

/** Own events of a partition with times that never run backwards, as the broker's clock may. */
function taken(records: readonly LogRecord[], service: string, before: number): readonly TakenRecord[] {
  let takenAt = before;
  return records
    .filter((record) => claims(record, service))
    .map((record) => ({ record, takenAt: (takenAt = Math.max(takenAt, record.appendedAt)) }));
}

const unsealed = (record: LogRecord) =>
  noteLine({
    kind: 'record-unreadable',
    place: placeOf(record),
    problem: 'it was never sealed by a store, and is left out',
    since: new Date(record.appendedAt).toISOString(),
  });

async function* lookThrough(
  { bus, service }: RestoredStore,
  client: PoolClient,
  ranges: readonly LogRange[],
) {
  const total = ranges.reduce((sum, { from, until }) => sum + until - from, 0);
  let done = 0;
  for (const range of ranges) {
    let before = 0;
    for await (const page of bus.records(range)) {
      const own = taken(page, service, before);
      before = own.at(-1)?.takenAt ?? before;
      for (const { record } of own) if (!isSealed(record)) yield unsealed(record);
      await notePublished(
        client,
        own.filter(({ record }) => isSealed(record)),
      );
      yield { line: 'progress', done: done + (page.at(-1)?.offset ?? 0) + 1 - range.from, total } as const;
    }
    done += range.until - range.from;
  }
}

// What was stored and never published comes again from there on; what the log has already, readers drop.
const SET_RELAY = `UPDATE relay_positions SET position = greatest(position, coalesce(
    (SELECT min(e.position) FROM events e WHERE NOT EXISTS (SELECT 1 FROM published_events p WHERE p.id = e.id)),
    (SELECT next FROM heads WHERE log = 'events'))) WHERE log = 'events'`;

async function bringAllIn(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ next: number }>(
    `SELECT next FROM heads WHERE log = 'events' FOR UPDATE`,
  );
  const first = rows[0]?.next ?? 0;
  let next = first;
  for await (const page of missingEvents(client)) {
    await bringIn(client, next, page);
    next += page.length;
  }
  await client.query(`UPDATE heads SET next = $1 WHERE log = 'events'`, [next]);
  await client.query(SET_RELAY);
  return next - first;
}

/**
 * Brings every event that the log has of a store, and the store has not, into it: after what it has, in the order in
 * which the log took them, with their ids, versions and hashes. What was published is not published again. All of it
 * is one transaction: a store is restored or it is as it was. Takes memory for one page of messages; what is compared
 * lies in a temporary table.
 * @throws RestoreRefusedError where the log does not continue the chains of the store
 */
export async function* restoreLines(store: RestoredStore): AuditLines {
  const { client, end } = await longSession(store.pool);
  try {
    await alone(client, store.service);
    await createPublishedEvents(client);
    yield* lookThrough(store, client, await rangesOf(store.bus));
    const restored = await bringAllIn(client);
    await client.query('COMMIT');
    yield { line: 'done', checked: restored, unit: 'events' };
  } finally {
    await end();
  }
}
