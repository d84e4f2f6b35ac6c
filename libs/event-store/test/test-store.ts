import { createTestDatabase } from '@assay/testing';
import type { Pool, PoolConfig } from 'pg';
import { EVENT_STORE_SCHEMA, PostgresEventStore, createServicePool, migrate } from '../src/index.js';
import type { ServiceDatabase } from '../src/index.js';

export interface TestStore {
  readonly database: ServiceDatabase;
  readonly pool: Pool;
  readonly store: PostgresEventStore;
  close(): Promise<void>;
}

/** A migrated event store of the service `assignment` in a database of its own. */
export async function openTestStore(settings: PoolConfig = {}): Promise<TestStore> {
  const created = await createTestDatabase();
  const database = { service: 'assignment', databaseUrl: created.url };
  await migrate(database, EVENT_STORE_SCHEMA);
  const pool = createServicePool(database, settings);
  const close = async (): Promise<void> => {
    await pool.end();
    await created.drop();
  };
  return { database, pool, store: new PostgresEventStore(pool), close };
}
