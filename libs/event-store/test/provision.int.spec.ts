import { createTestDatabase } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import type { Pool } from 'pg';
import {
  EVENT_STORE_SCHEMA,
  PostgresEventStore,
  createServicePool,
  migrate,
  provisionDatabase,
} from '../src/index.js';
import { STREAM, variantAdded } from './example-events.js';

// Roles belong to the whole server, which other tests share: these names are theirs alone.
const services = [
  { service: 'probe-one', password: "it's one" },
  { service: 'probe-two', password: 'two' },
];

describe('provisioning a database', () => {
  let test: TestDatabase;
  let pools: Pool[] = [];
  beforeEach(async () => {
    test = await createTestDatabase();
    await provisionDatabase(test.url, services);
  });
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    pools = [];
    await test.drop();
  });

  function databaseOf(service: string, password: string) {
    const url = new URL(test.url);
    url.username = `assay_${service.replaceAll('-', '_')}`;
    url.password = encodeURIComponent(password);
    return { service, databaseUrl: url.href };
  }
  async function open(index: 0 | 1): Promise<Pool> {
    const database = databaseOf(services[index].service, services[index].password);
    await migrate(database, EVENT_STORE_SCHEMA);
    const pool = createServicePool(database);
    pools.push(pool);
    return pool;
  }

  it('lets each service work in its own schema with its own role', async () => {
    const pool = await open(0);
    await new PostgresEventStore(pool).append(STREAM, 0, [variantAdded('a')]);
    const { rows } = await pool.query('SELECT current_user AS role, current_schema AS schema');
    expect(rows).toEqual([{ role: 'assay_probe_one', schema: 'probe_one' }]);
  });

  it('keeps services out of each other’s tables', async () => {
    await open(0);
    const other = await open(1);
    await expect(other.query('SELECT * FROM probe_one.events')).rejects.toThrow(/permission denied/);
    await expect(other.query('CREATE TABLE probe_one.mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(other.query('CREATE TABLE public.mine (id int)')).rejects.toThrow(/permission denied/);
  });

  it('lets a service create further schemas, for the generations of its read models', async () => {
    const [one, two] = [await open(0), await open(1)];
    await one.query('CREATE SCHEMA probe_one_model_v1_g1');
    await one.query('CREATE TABLE probe_one_model_v1_g1.rows (id int)');
    await expect(two.query('SELECT * FROM probe_one_model_v1_g1.rows')).rejects.toThrow(/permission denied/);
  });

  it('lets every service use what any of them creates for the bus', async () => {
    const [one, two] = [await open(0), await open(1)];
    await one.query('CREATE TABLE bus.made_by_one (id bigserial, value text)');
    await two.query(`INSERT INTO bus.made_by_one (value) VALUES ('two')`);
    await two.query('SET ROLE assay_bus; CREATE TABLE bus.made_by_group (id int); RESET ROLE');
    await one.query('INSERT INTO bus.made_by_group VALUES (1)');
    expect((await one.query('SELECT value FROM bus.made_by_one')).rows).toEqual([{ value: 'two' }]);
  });

  it('can be repeated, also by several at once, and sets the passwords', async () => {
    await open(0);
    const changed = [{ service: 'probe-one', password: 'changed' }];
    await Promise.all([1, 2, 3].map(() => provisionDatabase(test.url, changed)));
    const pool = createServicePool(databaseOf('probe-one', 'changed'));
    pools.push(pool);
    expect((await pool.query('SELECT next FROM heads ORDER BY log')).rows).toEqual([
      { next: 0 },
      { next: 0 },
    ]);
  });

  it('refuses a name that is no service name', async () => {
    const odd = [{ service: 'x"; DROP SCHEMA bus', password: '' }];
    await expect(provisionDatabase(test.url, odd)).rejects.toThrow(/is no service name/);
  });
});
