import type { LogRecord } from '@assay/event-bus';
import { decodeMessage, writtenEvent } from '@assay/event-bus';
import { canonicalJson } from '@assay/contracts';
import type { PoolClient } from 'pg';
import { RestoreRefusedError } from '../errors/index.js';

/** What the log has of a store: gone with the transaction. `taken_at` never runs backwards within a partition. */
const TABLE = `CREATE TEMP TABLE published_events (
  topic text NOT NULL, partition integer NOT NULL, "offset" bigint NOT NULL, id uuid NOT NULL,
  stream text NOT NULL, version integer NOT NULL, type text NOT NULL, envelope text NOT NULL,
  taken_at timestamptz NOT NULL) ON COMMIT DROP`;

const INSERT = `INSERT INTO published_events
  SELECT topic, partition, "offset", id, stream, version, type, envelope, to_timestamp(taken_at / 1000.0)
  FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::uuid[], $5::text[], $6::integer[], $7::text[], $8::text[],
    $9::double precision[])
    AS r(topic, partition, "offset", id, stream, version, type, envelope, taken_at)`;

export const createPublishedEvents = (client: PoolClient): Promise<unknown> => client.query(TABLE);

/** A message with the time from which on it counts as taken. */
export interface TakenRecord {
  readonly record: LogRecord;
  readonly takenAt: number;
}

export const placeOf = ({
  topic,
  partition,
  offset,
}: Pick<LogRecord, 'topic' | 'partition' | 'offset'>): string =>
  `${topic}[${String(partition)}]:${String(offset)}`;

/** Whether a message was an event of a store: what never was sealed is no part of a chain. */
export const isSealed = ({ headers }: LogRecord): boolean =>
  headers['ce_assayhash'] !== undefined && headers['ce_streamversion'] !== undefined;

/**
 * An event as its store had it.
 * @throws RestoreRefusedError for what this code cannot read: left out, it would be missing for ever
 */
function eventOf(record: LogRecord) {
  const read = decodeMessage(record);
  const event = writtenEvent(record);
  if (!read.ok || event === undefined) {
    const why = read.ok ? 'it is not JSON' : `${read.code}: ${read.detail}`;
    throw new RestoreRefusedError(
      'EVENT_UNREADABLE',
      `${placeOf(record)} cannot be read (${why}). Of an unknown type or version: deploy the release that wrote it, ` +
        `or a newer one, and restore again. Else the message was damaged: bring the topic back from its archive`,
      { place: placeOf(record) },
    );
  }
  return event;
}

export async function notePublished(client: PoolClient, taken: readonly TakenRecord[]): Promise<void> {
  if (taken.length === 0) return;
  const events = taken.map(({ record }) => eventOf(record));
  await client.query(INSERT, [
    taken.map(({ record }) => record.topic),
    taken.map(({ record }) => record.partition),
    taken.map(({ record }) => record.offset),
    events.map(({ id }) => id),
    events.map(({ subject }) => subject),
    events.map(({ streamversion }) => streamversion),
    events.map(({ type }) => type),
    events.map((event) => canonicalJson(event)),
    taken.map(({ takenAt }) => takenAt),
  ]);
}
