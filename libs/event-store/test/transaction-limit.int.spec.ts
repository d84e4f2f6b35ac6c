import type { Pool } from 'pg';
import { createServicePool, inTransaction, TransactionTooLongError } from '../src/index.js';
import type { SilentPostgres } from './silent-postgres.js';
import { silentPostgres } from './silent-postgres.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

describe('a transaction on a database that stops answering', () => {
  let test: TestStore;
  let silent: SilentPostgres;
  let pool: Pool;
  beforeEach(async () => {
    test = await openTestStore();
    silent = await silentPostgres(test.database.databaseUrl);
    pool = createServicePool({ ...test.database, databaseUrl: silent.url }, { max: 1 });
  });
  afterEach(async () => {
    silent.close();
    await pool.end();
    await test.close();
  });

  const ask = (limitMs?: number) =>
    inTransaction(pool, async (client) => (await client.query('SELECT 1 AS one')).rows, 'BEGIN', limitMs);

  it('ends at its limit, and leaves its place in the pool to the next one', async () => {
    expect(await ask(5_000)).toEqual([{ one: 1 }]);
    silent.silence();
    await expect(ask(50)).rejects.toEqual(new TransactionTooLongError(50));
    silent.restore();
    expect(await ask(5_000)).toEqual([{ one: 1 }]);
  });

  it('goes on waiting without one (control)', async () => {
    await ask();
    silent.silence();
    const waiting = ask().then(
      () => 'answered',
      () => 'cut off',
    );
    const patience = new Promise((resolve) => setTimeout(() => resolve('waits'), 300));
    expect(await Promise.race([waiting, patience])).toBe('waits');
    silent.close();
    expect(await waiting).toBe('cut off');
  });
});
