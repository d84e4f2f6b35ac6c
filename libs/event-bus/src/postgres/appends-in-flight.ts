import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

const LOOK_MS = 5;
const LOOKS = 20;

/** An append locks the heads before it stamps its messages, and holds them until it is committed. */
const IN_FLIGHT = `SELECT virtualtransaction AS append FROM pg_locks
  WHERE locktype = 'relation' AND relation = 'bus.heads'::regclass AND mode = 'RowExclusiveLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

async function appendsInFlight(pool: Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ append: string }>({ name: 'bus-appends-in-flight', text: IN_FLIGHT });
  return new Set(rows.map(({ append }) => append));
}

/**
 * Whether every message that was stamped before this call can be seen by now. An append stamps its messages a moment
 * before they can be seen; those that are at it are waited for, a tenth of a second at most.
 */
export async function allStampedAreVisible(pool: Pool): Promise<boolean> {
  let before = await appendsInFlight(pool);
  for (let look = 0; before.size > 0 && look < LOOKS; look += 1) {
    await sleep(LOOK_MS);
    const now = await appendsInFlight(pool);
    before = new Set([...before].filter((append) => now.has(append)));
  }
  return before.size === 0;
}
