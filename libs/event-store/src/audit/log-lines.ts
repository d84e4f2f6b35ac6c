import type { AuditLines, FindingLine } from '@assay/contracts';
import { damageLine, noteLine } from '@assay/contracts';
import type { EventBus, LogRecord } from '@assay/event-bus';
import { decodeMessage } from '@assay/event-bus';
import type { Pool, PoolClient } from 'pg';
import { longSession } from '../database/long-session.js';
import type { AuditedStretch } from './audited-topics.js';
import { claims, stretchesOf } from './audited-topics.js';
import { recordDifferences } from './record-differences.js';
import { createRecordTable, noteRecords } from './record-table.js';

/** Whose store is held against which log. */
export interface AuditedStore {
  readonly service: string;
  readonly pool: Pool;
  readonly bus: EventBus;
}

const at = ({ topic, partition }: AuditedStretch, offset: number): string =>
  `${topic.name}[${String(partition)}]:${String(offset)}`;

const hole = (stretch: AuditedStretch, from: number, to: number): FindingLine =>
  damageLine({
    kind: 'record-missing',
    place: at(stretch, from),
    problem: `${String(to - from)} messages that were there are gone`,
    since: null,
  });

const unreadable = (stretch: AuditedStretch, record: LogRecord, problem: string): FindingLine =>
  noteLine({
    kind: 'record-unreadable',
    place: at(stretch, record.offset),
    problem,
    since: new Date(record.appendedAt).toISOString(),
  });

async function* lookAt(store: AuditedStore, client: PoolClient, stretch: AuditedStretch) {
  let next = stretch.from;
  const range = { ...stretch, topic: stretch.topic.name };
  for await (const records of store.bus.records(range)) {
    for (const record of records) {
      if (record.offset > next) yield hole(stretch, next, record.offset);
      next = record.offset + 1;
      const read = decodeMessage(record);
      if (!read.ok) yield unreadable(stretch, record, `${read.code}: ${read.detail}`);
    }
    await noteRecords(
      client,
      records.filter((record) => claims(record, store.service)),
    );
    yield next;
  }
  if (next < stretch.until) yield hole(stretch, next, stretch.until);
}

async function publishedUpTo(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ position: number }>(
    `SELECT position FROM relay_positions WHERE log = 'events'`,
  );
  return rows[0]?.position ?? 0;
}

/**
 * Holds a service's event store against the log: is what was published there, once, in order and as it was written,
 * and is nothing else there in its name? Takes memory for one page of messages; what is compared lies in a temporary
 * table.
 * @param sample only so many of the newest messages of each partition: what should lie before is not missed then
 */
export async function* logLines(store: AuditedStore, sample?: number): AuditLines {
  const { client, end } = await longSession(store.pool);
  try {
    await createRecordTable(client);
    const published = await publishedUpTo(client);
    const stretches = await stretchesOf(store, sample);
    const total = stretches.reduce((sum, { from, until }) => sum + until - from, 0);
    let done = 0;
    for (const stretch of stretches) {
      for await (const step of lookAt(store, client, stretch)) {
        if (typeof step === 'number')
          yield { line: 'progress', done: done + step - stretch.from, total } as const;
        else yield step;
      }
      done += stretch.until - stretch.from;
    }
    // With a sample, or a log that no longer has its beginning, what lies before cannot be missed.
    const isWhole = stretches.every(({ from }) => from === 0);
    yield* recordDifferences(client, isWhole ? published : 0);
    const before = stretches.reduce((sum, stretch) => sum + stretch.before, 0);
    const leftOut = before === 0 ? {} : { leftOut: `${String(before)} messages before these` };
    yield { line: 'done', checked: total, unit: 'messages', ...leftOut } as const;
  } finally {
    await end();
  }
}
