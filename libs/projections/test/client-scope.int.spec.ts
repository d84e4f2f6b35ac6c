import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { ClientScope } from '../src/batch/client-scope.js';

let database: TestDatabase;
let pool: Pool;
let client: PoolClient;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, pipeline: true });
  client = await pool.connect();
});
afterAll(async () => {
  client.release();
  await pool.end();
  await database.drop();
});

const scope = (): ClientScope => new ClientScope(client, 'topic', 0);

describe('statements of a batch that are sent at the same time', () => {
  it('go in the order of the calls', async () => {
    const batch = scope();
    await batch.query('CREATE TEMPORARY TABLE numbers (n int)');
    const counted = async (): Promise<unknown> =>
      (await batch.query('SELECT count(*)::int AS n FROM numbers'))[0];
    const answers = await Promise.all([
      counted(),
      batch.copy('numbers', ['n'], ['1', '2']),
      counted(),
      batch.query('INSERT INTO numbers VALUES (3)'),
      counted(),
    ]);
    expect([answers[0], answers[2], answers[4]]).toEqual([{ n: 0 }, { n: 2 }, { n: 3 }]);
  });

  it('fail with the first that failed', async () => {
    const batch = scope();
    const failing = batch.query('SELECT 1 / 0');
    const next = batch.query('SELECT 1 AS one');
    await expect(failing).rejects.toThrow('division by zero');
    await expect(next).rejects.toThrow('division by zero');
    const { bytesWritten } = client.connection.stream as Socket;
    await expect(batch.query('SELECT 1 AS one')).rejects.toThrow('division by zero');
    expect((client.connection.stream as Socket).bytesWritten).toBe(bytesWritten);
  });

  it('are not sent when the work is over', async () => {
    const batch = scope();
    batch.close();
    await expect(batch.query('SELECT 1')).rejects.toMatchObject({ code: 'PROJECTION_BATCH_OVER' });
    await expect(batch.copy('numbers', ['n'], ['1'])).rejects.toMatchObject({
      code: 'PROJECTION_BATCH_OVER',
      data: { topic: 'topic', partition: 0 },
    });
  });

  it('leave the connection as it was when a COPY comes after one that failed', async () => {
    const batch = scope();
    await client.query('CREATE TEMPORARY TABLE many (n int)');
    await client.query('BEGIN');
    const failing = batch.query('SELECT 1 / 0');
    const rows = Array.from({ length: 200_000 }, (_, n) => String(n));
    await expect(batch.copy('many', ['n'], rows)).rejects.toThrow('division by zero');
    await expect(failing).rejects.toThrow('division by zero');
    await client.query('ROLLBACK');
    await scope().copy('many', ['n'], ['1', '2']);
    expect((await client.query('SELECT n FROM many')).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('say which row of a COPY is wrong, and leave the connection as it was', async () => {
    const batch = scope();
    await batch.query('CREATE TEMPORARY TABLE few (n int)');
    await expect(batch.copy('few', ['n'], ['1', 'two', '3'])).rejects.toMatchObject({
      message: 'invalid input syntax for type integer: "two"',
      where: expect.stringContaining('COPY few, line 2') as string,
    });
    await scope().copy('few', ['n'], ['4']);
    expect((await client.query('SELECT n FROM few')).rows).toEqual([{ n: 4 }]);
  });

  it('go out before those before them are answered; control: not where connections do not pipeline', async () => {
    expect(await sentMeanwhile(client)).toBeGreaterThan(0);
    const other = new Pool({ connectionString: database.url });
    const waiting = await other.connect();
    expect(await sentMeanwhile(waiting)).toBe(0);
    waiting.release();
    await other.end();
  });

  /** Bytes of a statement that are sent while the database works on the one before. */
  async function sentMeanwhile(connected: PoolClient): Promise<number> {
    const batch = new ClientScope(connected, 'topic', 0);
    const socket = connected.connection.stream as Socket;
    const slow = batch.query('SELECT pg_sleep(0.2)');
    await setImmediate();
    const before = socket.bytesWritten;
    const next = batch.query('SELECT 1');
    await setImmediate();
    const sent = socket.bytesWritten - before;
    await slow;
    await next;
    return sent;
  }
});
