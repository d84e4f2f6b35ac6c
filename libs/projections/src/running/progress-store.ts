import type { PartitionProgress } from '@assay/event-bus';
import type { Pool } from 'pg';

/**
 * Notes the ends of partitions as their owner saw them. A partition that has caught up is complete to the moment of
 * the observation; that never goes back. A partition whose batch is being applied is left to it.
 */
export async function storeProgress(
  pool: Pool,
  projection: string,
  places: readonly PartitionProgress[],
): Promise<void> {
  await pool.query(
    `WITH idle AS (
       SELECT c.generation, c.topic, c.partition, p.end_offset, p.observed_at
       FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[])
         AS p(topic, partition, end_offset, observed_at)
       JOIN projection_generations g ON g.projection = $1 AND g.status = 'live'
       JOIN projection_checkpoints c ON c.projection = g.projection AND c.generation = g.generation
         AND c.topic = p.topic AND c.partition = p.partition
       FOR UPDATE OF c SKIP LOCKED)
     UPDATE projection_checkpoints AS c
     SET end_offset = greatest(c.end_offset, i.end_offset),
       complete_to = CASE WHEN c.position >= i.end_offset THEN greatest(c.complete_to, i.observed_at)
         ELSE c.complete_to END
     FROM idle AS i
     WHERE c.projection = $1 AND c.generation = i.generation AND c.topic = i.topic AND c.partition = i.partition`,
    [
      projection,
      places.map(({ topic }) => topic),
      places.map(({ partition }) => partition),
      places.map(({ endOffset }) => endOffset),
      places.map(({ observedAt }) => Math.floor(observedAt)),
    ],
  );
}
