import type { Pool } from 'pg';
import type { Position } from '../port.js';
import type { TopicEntry } from './topic-catalogue.js';

/** Offsets are in the order of append times: a search by halves needs no index on these. */
const POSITIONS_AT = `
  WITH RECURSIVE search AS (
    SELECT partition, earliest AS low, next AS high FROM bus.heads WHERE topic_id = $1
    UNION ALL
    SELECT search.partition,
      CASE WHEN log.appended_at < $2 THEN log."offset" + 1 ELSE search.low END,
      CASE WHEN log.appended_at < $2 THEN search.high ELSE log."offset" END
    FROM search JOIN bus.log ON log.topic_id = $1 AND log.partition = search.partition
      AND log."offset" = (search.low + search.high) / 2
    WHERE search.low < search.high
  )
  SELECT partition, low AS "offset" FROM search WHERE low = high ORDER BY partition`;

/** Where each partition ended at an instant, as far as it lies in the tables. */
export async function readPositionsAt(
  pool: Pool,
  { id, name }: TopicEntry,
  instant: number,
): Promise<readonly Position[]> {
  const { rows } = await pool.query<{ partition: number; offset: string }>({
    name: 'bus-positions-at',
    text: POSITIONS_AT,
    values: [id, new Date(instant + 1)],
  });
  return rows.map(({ partition, offset }) => ({ topic: name, partition, offset: Number(offset) }));
}
