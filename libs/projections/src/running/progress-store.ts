import type { PartitionProgress } from '@assay/event-bus';
import type { Pool } from 'pg';

/**
 * Notes the end of a partition as its owner saw it. A partition that has caught up is complete to the moment of
 * the observation; that never goes back.
 */
export async function storeProgress(
  pool: Pool,
  projection: string,
  { topic, partition, endOffset, observedAt }: PartitionProgress,
): Promise<void> {
  await pool.query(
    `UPDATE projection_checkpoints AS c
     SET end_offset = greatest(c.end_offset, $4),
       complete_to = CASE WHEN c.position >= $4 THEN greatest(c.complete_to, $5) ELSE c.complete_to END
     FROM projection_generations AS g
     WHERE g.projection = $1 AND g.status = 'live' AND c.projection = g.projection
       AND c.generation = g.generation AND c.topic = $2 AND c.partition = $3`,
    [projection, topic, partition, endOffset, Math.floor(observedAt)],
  );
}
