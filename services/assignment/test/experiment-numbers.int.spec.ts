import { createServicePool, migrate, schemaDrift } from '@assay/event-store';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import type { Pool } from 'pg';
import { ExperimentNumbers } from '../src/experiment/numbers/experiment-numbers.js';
import { ASSIGNMENT_SCHEMA } from '../src/index.js';

describe('experiment numbers', () => {
  let database: TestDatabase;
  let pool: Pool;
  let numbers: ExperimentNumbers;

  beforeAll(async () => {
    database = await createTestDatabase();
    const service = { service: 'assignment', databaseUrl: database.url };
    await migrate(service, ASSIGNMENT_SCHEMA);
    pool = createServicePool(service);
    numbers = new ExperimentNumbers(pool);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('are dense and unique when many reserve at once, and the same when asked again', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `key-${String(index)}`);
    const reserve = () => Promise.all(keys.map((key) => numbers.reserve('default', key)));
    const first = await reserve();
    expect([...first].sort((a, b) => a - b)).toEqual(keys.map((_, index) => index + 1));
    expect(await reserve()).toEqual(first);
  });

  it('begin at 1 in each project', async () => {
    expect(await numbers.reserve('another', 'key-0')).toBe(1);
  });

  it('stand for their key, unless a key looks the same', async () => {
    await numbers.reserve('digits', 'first');
    await numbers.reserve('digits', '1');
    expect(await numbers.resolve('digits', '2')).toBe('1');
    expect(await numbers.resolve('digits', '1')).toBe('1');
    expect(await numbers.resolve('digits', 'first')).toBe('first');
    expect(await numbers.resolve('digits', '77')).toBe('77');
  });

  it('lie in tables that are what their entities say', async () => {
    const service = { service: 'assignment', databaseUrl: database.url };
    expect(await schemaDrift(service, ASSIGNMENT_SCHEMA)).toEqual([]);
  });
});
