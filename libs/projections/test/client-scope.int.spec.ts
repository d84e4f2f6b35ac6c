import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import { Client, Pool } from 'pg';
import type { PoolClient } from 'pg';
import { ClientScope } from '../src/batch/client-scope.js';

let database: TestDatabase;
let pool: Pool;
let client: PoolClient;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
  client = await pool.connect();
});
afterAll(async () => {
  client.release();
  await pool.end();
  await database.drop();
});

const scope = (): ClientScope => new ClientScope(client, 'topic', 0);

describe('statements of a batch that are sent at the same time', () => {
  /** How many the driver had at most: it is about to refuse more than one. */
  const mostAtOnce = async (work: () => Promise<unknown>): Promise<number> => {
    let [now, most] = [0, 0];
    const query = jest.spyOn(client, 'query').mockImplementation((...asked: unknown[]) => {
      most = Math.max(most, (now += 1));
      const answer = Client.prototype.query.apply(client, asked as never) as unknown as Promise<unknown>;
      return answer.finally(() => (now -= 1)) as never;
    });
    await work().finally(() => {
      query.mockRestore();
    });
    return most;
  };

  it('go in the order of the calls, one at a time', async () => {
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
    await expect(batch.query('SELECT 1 AS one')).rejects.toThrow('division by zero');
  });

  it('are never two at the driver; control: without a scope they are', async () => {
    const batch = scope();
    const three = (query: (sql: string) => Promise<unknown>) => (): Promise<unknown> =>
      Promise.all([query('SELECT 1'), query('SELECT 2'), query('SELECT 3')]);
    expect(await mostAtOnce(three((sql) => batch.query(sql)))).toBe(1);
    expect(await mostAtOnce(three((sql) => client.query(sql)))).toBe(3);
  });
});
