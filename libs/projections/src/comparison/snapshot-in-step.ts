import { setTimeout as sleep } from 'node:timers/promises';
import type { LongSession } from '@assay/event-store';
import { longSession } from '@assay/event-store';
import type { Pool } from 'pg';
import { holdLive } from '../generations/locks.js';
import type { Distance } from '../rebuild/swap.js';

const POLL_MS = 20;
const POLLS = 100;

/** Tables beside the live ones that follow the log. */
export interface Following {
  distance(): Promise<Distance>;
  /** Why they follow it no further. */
  readonly halted: string | undefined;
}

/**
 * One snapshot in which the live tables and those beside them stand at the same offsets: live batches wait until it is
 * taken, for two seconds at most.
 * @returns undefined when they were not equal in that time
 */
export async function snapshotInStep(
  { pool, service }: { readonly pool: Pool; readonly service: string },
  projection: string,
  following: Following,
): Promise<LongSession | undefined> {
  const holding = await longSession(pool);
  try {
    await holding.client.query(holdLive(service, projection));
    for (let polls = 0; polls < POLLS && following.halted === undefined; polls += 1) {
      if ((await following.distance()).equal) return await openSnapshot(pool);
      await sleep(POLL_MS);
    }
    return undefined;
  } finally {
    await holding.end();
  }
}

async function openSnapshot(pool: Pool): Promise<LongSession> {
  const session = await longSession(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    // The first statement is what takes the snapshot.
    await session.client.query('SELECT 1');
    return session;
  } catch (error) {
    await session.end();
    throw error;
  }
}
