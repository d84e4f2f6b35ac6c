import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction } from '@assay/event-store';
import type { Pool, PoolClient } from 'pg';
import type { Target } from '../batch/checkpoint.js';
import { holdLive } from '../generations/locks.js';

/** How far tables beside the live ones are, against the live ones. */
export interface Distance {
  /** Events before the building tables' position, over all partitions. */
  readonly done: number;
  readonly total: number;
  readonly equal: boolean;
}

// Equal means: not behind. It is ahead only where the log no longer has what the live tables were to read next.
const DISTANCE = `
  SELECT coalesce(sum(b.position), 0)::bigint AS done, coalesce(sum(l.position), 0)::bigint AS total,
    coalesce(bool_and(b.position >= l.position), false) AS equal
  FROM projection_generations gl
  JOIN projection_checkpoints l ON l.projection = gl.projection AND l.generation = gl.generation
  JOIN projection_generations gb ON gb.projection = gl.projection AND gb.status = $2
  JOIN projection_checkpoints b ON b.projection = gb.projection AND b.generation = gb.generation
    AND b.topic = l.topic AND b.partition = l.partition
  WHERE gl.projection = $1 AND gl.status = 'live'`;

export async function distanceOf(
  client: Pick<PoolClient, 'query'>,
  projection: string,
  target: Exclude<Target, 'live'> = 'building',
): Promise<Distance> {
  const { rows } = await client.query<Distance>(DISTANCE, [projection, target]);
  return rows[0] ?? { done: 0, total: 0, equal: false };
}

/** The new tables take over the instants of the old ones: they cover the same offsets. */
const KEEP_COMPLETENESS = `
  UPDATE projection_checkpoints AS b
  SET complete_to = greatest(b.complete_to, l.complete_to), end_offset = greatest(b.end_offset, l.end_offset)
  FROM projection_checkpoints AS l, projection_generations AS gl, projection_generations AS gb
  WHERE gl.projection = $1 AND gl.status = 'live' AND gb.projection = $1 AND gb.status = 'building'
    AND l.projection = $1 AND l.generation = gl.generation AND b.projection = $1
    AND b.generation = gb.generation AND b.topic = l.topic AND b.partition = l.partition`;

export interface Swapped {
  readonly projection: string;
  /** Settles what batches have left behind in the tables being built; false when there is too much of it. */
  readonly settled: (client: PoolClient) => Promise<boolean>;
}

const POLL_MS = 20;
const POLLS = 100;

/**
 * Makes the tables being built the live ones, when both stand at the same offset in every partition. Meanwhile
 * live batches wait (readers do not), for two seconds at most, in which the building tables may catch up.
 * @returns whether it was done
 */
export function swap(pool: Pool, service: string, { projection, settled }: Swapped): Promise<boolean> {
  return inTransaction(
    pool,
    async (client) => {
      for (let polls = 0; polls < POLLS; polls += 1) {
        const { equal } = await distanceOf(client, projection);
        if (equal) {
          if (!(await settled(client))) return false;
          await exchange(client, projection);
          return true;
        }
        await sleep(POLL_MS);
      }
      return false;
    },
    `BEGIN; ${holdLive(service, projection)}`,
  );
}

async function exchange(client: PoolClient, projection: string): Promise<void> {
  await client.query(KEEP_COMPLETENESS, [projection]);
  await client.query(
    `UPDATE projection_generations SET status = 'retired' WHERE projection = $1 AND status = 'live'`,
    [projection],
  );
  await client.query(
    `UPDATE projection_generations SET status = 'live', live_at = clock_timestamp()
     WHERE projection = $1 AND status = 'building'`,
    [projection],
  );
}
