import type { Pool } from 'pg';
import type { RawMessage } from '../port.js';

/** Messages for one partition, in order. */
export interface LaneAppend {
  readonly topicId: number;
  readonly partition: number;
  readonly messages: readonly RawMessage[];
}

// Heads are locked in ascending order, whatever plan is chosen, so that writers of several partitions never
// deadlock; the statement is a transaction of its own, so that nobody can stall while holding them.
const APPEND = `
WITH wanted AS (
  SELECT * FROM unnest($1::int[], $2::int[], $3::int[]) AS w(topic_id, partition, n)
), locked AS MATERIALIZED (
  SELECT h.topic_id, h.partition, w.n FROM bus.heads h JOIN wanted w USING (topic_id, partition)
  ORDER BY h.topic_id, h.partition FOR UPDATE OF h
), head AS (
  UPDATE bus.heads h SET next = h.next + l.n FROM locked l
  WHERE h.topic_id = l.topic_id AND h.partition = l.partition
  RETURNING h.topic_id, h.partition, h.next - l.n AS base
)
INSERT INTO bus.log (topic_id, partition, "offset", key, headers, value)
SELECT m.topic_id, m.partition, head.base + m.rank,
  substring($4::bytea from m.start for m.key_bytes),
  convert_from(substring($4::bytea from m.start + m.key_bytes for m.header_bytes), 'UTF8')::json,
  substring($4::bytea from m.start + m.key_bytes + m.header_bytes for m.value_bytes)
FROM unnest($5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[], $11::int[])
  AS m(topic_id, partition, rank, start, key_bytes, header_bytes, value_bytes)
JOIN head USING (topic_id, partition)`;

/** The bytes of all messages in one buffer, and where each lies: far cheaper than arrays of strings. */
class Packing {
  readonly topicIds: number[] = [];
  readonly partitions: number[] = [];
  readonly ranks: number[] = [];
  readonly starts: number[] = [];
  readonly keyBytes: number[] = [];
  readonly headerBytes: number[] = [];
  readonly valueBytes: number[] = [];
  private readonly pieces: Buffer[] = [];
  private start = 1;

  add({ topicId, partition }: LaneAppend, rank: number, message: RawMessage): void {
    const key = Buffer.from(message.key);
    const headers = Buffer.from(JSON.stringify(message.headers));
    this.pieces.push(key, headers, message.value);
    this.topicIds.push(topicId);
    this.partitions.push(partition);
    this.ranks.push(rank);
    this.starts.push(this.start);
    this.keyBytes.push(key.length);
    this.headerBytes.push(headers.length);
    this.valueBytes.push(message.value.length);
    this.start += key.length + headers.length + message.value.length;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

/** Appends to several partitions in one statement; all of it or nothing. */
export async function appendToLog(pool: Pool, lanes: readonly LaneAppend[]): Promise<void> {
  const packing = new Packing();
  for (const lane of lanes) lane.messages.forEach((message, rank) => packing.add(lane, rank, message));
  await pool.query({
    name: 'bus-append',
    text: APPEND,
    values: [
      lanes.map(({ topicId }) => topicId),
      lanes.map(({ partition }) => partition),
      lanes.map(({ messages }) => messages.length),
      packing.bytes,
      packing.topicIds,
      packing.partitions,
      packing.ranks,
      packing.starts,
      packing.keyBytes,
      packing.headerBytes,
      packing.valueBytes,
    ],
  });
}
