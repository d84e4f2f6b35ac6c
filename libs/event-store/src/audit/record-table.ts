import type { LogRecord } from '@assay/event-bus';
import { writtenEvent } from '@assay/event-bus';
import type { PoolClient } from 'pg';
import { hashOfEvent } from '@assay/contracts';

/** What of the log is held against the store: gone with the transaction. */
const TABLE = `CREATE TEMP TABLE audited_records (
  topic text NOT NULL, partition integer NOT NULL, "offset" bigint NOT NULL, id text NOT NULL,
  stated text, computed text, appended_at timestamptz NOT NULL) ON COMMIT DROP`;

const INSERT = `INSERT INTO audited_records
  SELECT topic, partition, "offset", id, stated, computed, to_timestamp(appended_at / 1000.0)
  FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::double precision[])
    AS r(topic, partition, "offset", id, stated, computed, appended_at)`;

export const createRecordTable = (client: PoolClient): Promise<unknown> => client.query(TABLE);

/** The hash of what a message holds; null for what is no event. */
function hashOfRecord(record: LogRecord): string | null {
  const event = writtenEvent(record);
  try {
    return event === undefined ? null : hashOfEvent(event);
  } catch {
    return null;
  }
}

/** Notes messages that say they are events of this store. */
export async function noteRecords(client: PoolClient, records: readonly LogRecord[]): Promise<void> {
  if (records.length === 0) return;
  await client.query(INSERT, [
    records.map(({ topic }) => topic),
    records.map(({ partition }) => partition),
    records.map(({ offset }) => offset),
    records.map(({ headers }) => headers['ce_id'] ?? ''),
    records.map(({ headers }) => headers['ce_assayhash'] ?? null),
    records.map(hashOfRecord),
    records.map(({ appendedAt }) => appendedAt),
  ]);
}
