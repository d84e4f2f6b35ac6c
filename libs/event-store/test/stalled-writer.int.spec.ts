import { Client } from 'pg';
import { PostgresEventStore, StoreUnavailableError, createServicePool, inTransaction } from '../src/index.js';
import { connectionConfig } from '../src/database/service-pool.js';
import { lockStream, writeEvents } from '../src/store/append-statements.js';
import { sealEvents } from '../src/store/seal.js';
import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

const limits = { lockTimeoutMs: 200, idleInTransactionMs: 1_500 };
const OTHER = 'default/experiment/other';

describe('a writer that stops in the middle of its append', () => {
  let test: TestStore;
  let store: PostgresEventStore;
  beforeEach(async () => {
    test = await openTestStore();
    await test.store.append(STREAM, 0, [variantAdded('a')]);
  });
  afterEach(() => test.close());

  async function stall(bounds = limits): Promise<Client> {
    const stalled = new Client(connectionConfig(test.database, bounds));
    stalled.on('error', () => undefined);
    await stalled.connect();
    await stalled.query('BEGIN');
    const sealed = sealEvents(await lockStream(stalled as never, OTHER), [variantAdded('x', OTHER)]);
    await writeEvents(stalled as never, OTHER, sealed);
    return stalled;
  }

  it('holds up other writers for a bounded time, readers never, and loses nothing but its own append', async () => {
    const pool = createServicePool(test.database, connectionConfig(test.database, limits));
    store = new PostgresEventStore(pool);
    const stalled = await stall();
    const blocked = store.append(STREAM, 1, [variantAdded('b')]);
    expect((await store.load(STREAM)).length).toBe(1);
    await expect(blocked).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(blocked).rejects.toMatchObject({ code: 'store-unavailable', cause: { code: '55P03' } });

    // The server ends the idle transaction; the same append succeeds then, and positions stay dense.
    for (let done = false; !done;)
      done = await store.append(STREAM, 1, [variantAdded('b')]).then(
        () => true,
        () => false,
      );
    expect((await store.readFrom(0, 10)).map(({ position, stream }) => [position, stream])).toEqual([
      [0, STREAM],
      [1, STREAM],
    ]);
    await stalled.end().catch(() => undefined);
    await pool.end();
  });

  it('would hold up other writers for as long as it stands still, without the two limits (control)', async () => {
    const unlimited = { lockTimeoutMs: 0, idleInTransactionMs: 0 };
    const pool = createServicePool(test.database, connectionConfig(test.database, unlimited));
    store = new PostgresEventStore(pool);
    const stalled = await stall(unlimited);
    let settled = false;
    const blocked = store.append(STREAM, 1, [variantAdded('b')]).finally(() => (settled = true));
    // Far beyond both limits of the run above.
    await new Promise((resolve) => setTimeout(resolve, 3 * limits.idleInTransactionMs));
    expect(settled).toBe(false);

    await stalled.query('ROLLBACK');
    await blocked;
    expect((await store.readFrom(0, 10)).map(({ position }) => position)).toEqual([0, 1]);
    await stalled.end();
    await pool.end();
  });

  it('throws a broken connection away instead of using it again', async () => {
    const pool = createServicePool(test.database, { max: 1 });
    const broken = inTransaction(pool, async (client) => {
      await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(broken).rejects.toMatchObject({ code: '57P01' });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});
