import type { Pool } from 'pg';
import type { LocalEnds } from '../archive/seam.js';
import type { LogRecord, Position } from '../port.js';
import type { TopicEntry } from './topic-catalogue.js';

const MAX_BYTES = 2_000_000;

type LogPlace = Pick<Position, 'partition' | 'offset'>;

interface LogRow {
  readonly offset: string;
  readonly key: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
  readonly appended_at: string;
}

const READ = `
SELECT "offset", key, headers, value, extract(epoch FROM appended_at) * 1000 AS appended_at FROM (
  SELECT *, sum(octet_length(value)) OVER (ORDER BY "offset") - octet_length(value) AS bytes_before FROM (
    SELECT * FROM bus.log WHERE topic_id = $1 AND partition = $2 AND "offset" >= $3
    ORDER BY "offset" LIMIT $4
  ) page
) sized WHERE bytes_before < $5 ORDER BY "offset"`;

/** The next messages of a partition: up to a number, and no more than about 2 MB. */
export async function readLog(
  pool: Pool,
  topic: TopicEntry,
  from: LogPlace,
  limit: number,
): Promise<readonly LogRecord[]> {
  const { rows } = await pool.query<LogRow>({
    name: 'bus-read',
    text: READ,
    values: [topic.id, from.partition, from.offset, limit, MAX_BYTES],
  });
  return rows.map(({ offset, key, headers, value, appended_at }) => ({
    topic: topic.name,
    partition: from.partition,
    offset: Number(offset),
    key: key.toString('utf8'),
    headers,
    value,
    appendedAt: Math.floor(Number(appended_at)),
  }));
}

/** The ends of topics, as far as they lie in the tables. */
export async function readEnds(
  pool: Pool,
  topics: readonly TopicEntry[],
): Promise<ReadonlyMap<string, readonly LocalEnds[]>> {
  const { rows } = await pool.query<{ topic_id: number; partition: number; earliest: string; next: string }>({
    name: 'bus-ends',
    text: 'SELECT topic_id, partition, earliest, next FROM bus.heads WHERE topic_id = ANY($1) ORDER BY 1, 2',
    values: [topics.map(({ id }) => id)],
  });
  return new Map(
    topics.map(({ id, name }) => [
      name,
      rows
        .filter(({ topic_id }) => topic_id === id)
        .map(({ partition, earliest, next }) => ({
          partition,
          earliest: Number(earliest),
          end: Number(next),
        })),
    ]),
  );
}

/** Deletes the messages of a partition before an offset. */
export async function trimLog(pool: Pool, topic: TopicEntry, at: LogPlace): Promise<void> {
  await pool.query('SELECT bus.trim($1, $2, $3)', [topic.id, at.partition, at.offset]);
}

const PAGE = 1_000;

/** The messages of a stretch, page by page. */
export async function* readRange(
  pool: Pool,
  topic: TopicEntry,
  { partition, from, until }: { readonly partition: number; readonly from: number; readonly until: number },
): AsyncGenerator<readonly LogRecord[]> {
  for (let offset = from; offset < until;) {
    const page = await readLog(pool, topic, { partition, offset }, Math.min(PAGE, until - offset));
    const records = page.filter((record) => record.offset < until);
    const last = records.at(-1);
    if (last === undefined) return;
    yield records;
    offset = last.offset + 1;
  }
}
