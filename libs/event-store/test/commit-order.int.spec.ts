import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { inTransaction } from '../src/index.js';
import { lockStream, writeEvents } from '../src/store/append-statements.js';
import { sealEvents } from '../src/store/seal.js';
import { variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

const WRITERS = 16;
const EACH = 40;

class GaveUpError extends Error {}

/** Reads after the last position it saw, as a relay does, until told to stop and nothing more comes. */
async function follow(pool: Pool, table: string, isOver: () => boolean): Promise<Set<number>> {
  const seen = new Set<number>();
  let last = -1;
  for (;;) {
    const over = isOver();
    const { rows } = await pool.query<{ position: number }>(
      `SELECT position FROM ${table} WHERE position > $1 ORDER BY position`,
      [last],
    );
    rows.forEach(({ position }) => seen.add(position));
    last = rows[rows.length - 1]?.position ?? last;
    if (over && rows.length === 0) return seen;
  }
}

/** The nth write of a writer: some wait in the middle, every twentieth rolls back. Deterministic. */
const waits = (writer: number, n: number): number => (writer * 7 + n * 13) % 5;
const rollsBack = (writer: number, n: number): boolean => (writer + n) % 20 === 0;

async function writeAll(write: (writer: number, n: number) => Promise<void>): Promise<number> {
  let written = 0;
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; n < EACH; n += 1)
        await write(writer, n).then(
          () => (written += 1),
          (error: unknown) => {
            if (!(error instanceof GaveUpError)) throw error;
          },
        );
    }),
  );
  return written;
}

async function missedBy(pool: Pool, table: string, write: (writer: number, n: number) => Promise<void>) {
  let over = false;
  const following = follow(pool, table, () => over);
  const written = await writeAll(write);
  over = true;
  const seen = await following;
  return { written, missed: written - seen.size, seen };
}

describe('positions of the log', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore({ max: WRITERS + 2 });
  });
  afterEach(() => test.close());

  it('are dense and in commit order: a reader misses nothing, a rollback leaves no gap', async () => {
    const { written, missed, seen } = await missedBy(test.pool, 'events', (writer, n) =>
      inTransaction(test.pool, async (client) => {
        const stream = `default/experiment/w${String(writer)}-${String(n)}`;
        const end = await lockStream(client, stream);
        await sleep(waits(writer, n));
        await writeEvents(client, stream, sealEvents(end, [variantAdded('a', stream)]));
        if (rollsBack(writer, n)) throw new GaveUpError();
      }),
    );
    expect(missed).toBe(0);
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: written }, (_, n) => n));
  });

  it('control: over a sequence the same reader misses events', async () => {
    await test.pool.query('CREATE TABLE sequenced (position bigserial PRIMARY KEY, writer int, n int)');
    const { missed } = await missedBy(test.pool, 'sequenced', (writer, n) =>
      inTransaction(test.pool, async (client) => {
        await client.query('INSERT INTO sequenced (writer, n) VALUES ($1, $2)', [writer, n]);
        await sleep(waits(writer, n));
        if (rollsBack(writer, n)) throw new GaveUpError();
      }),
    );
    expect(missed).toBeGreaterThan(0);
  });
});
