import type { DeliveredBatch } from '@assay/event-bus';
import type { PoolClient } from 'pg';
import type { ProjectionDefinition } from '../definition.js';
import { statementOf } from './prepared.js';

/** Which tables: those that are read, those that will be, or those that are only compared. */
export type Target = 'live' | 'building' | 'scratch';

/** Where the tables of a target stand in a partition. */
export interface Standing {
  readonly version: number;
  readonly position: number;
}

const MOVE = `UPDATE projection_checkpoints AS c
  SET position = $6, complete_to = greatest(c.complete_to, $7), end_offset = greatest(c.end_offset, $9)
  FROM projection_generations AS g
  WHERE g.projection = $1 AND g.status = $2 AND g.version = $3
    AND c.projection = g.projection AND c.generation = g.generation
    AND c.topic = $4 AND c.partition = $5 AND c.position = $8
  RETURNING set_config('search_path', quote_ident(g.tables_in), true) AS tables`;

/**
 * Moves the checkpoint from the beginning of the batch to its end, and the search path to the tables it belongs
 * to. Nothing is moved unless it stands exactly where the batch begins: whoever else was here has changed it,
 * and its row lock makes two that come at once go one after the other.
 * @returns the search path to the tables; undefined when it was not moved, and this transaction must not write anything
 */
export async function moveCheckpoint(
  client: PoolClient,
  { name, version }: Pick<ProjectionDefinition, 'name' | 'version'>,
  batch: DeliveredBatch,
  target: Target,
): Promise<string | undefined> {
  const last = batch.events[batch.events.length - 1];
  const { rows } = await client.query<{ readonly tables: string }>(
    statementOf(MOVE, [
      name,
      target,
      version,
      batch.topic,
      batch.partition,
      batch.nextOffset,
      last === undefined ? null : Math.floor(last.appendedAt),
      batch.firstOffset,
      batch.endOffset,
    ]),
  );
  return rows[0]?.tables;
}

/** Where the target's tables stand; undefined when there are none or they do not know the partition. */
export async function standingOf(
  client: Pick<PoolClient, 'query'>,
  projection: string,
  at: Pick<DeliveredBatch, 'topic' | 'partition'>,
  target: Target,
): Promise<Standing | undefined> {
  const { rows } = await client.query<Standing>(
    `SELECT g.version, c.position FROM projection_generations g
     JOIN projection_checkpoints c USING (projection, generation)
     WHERE g.projection = $1 AND g.status = $2 AND c.topic = $3 AND c.partition = $4`,
    [projection, target, at.topic, at.partition],
  );
  return rows[0];
}
