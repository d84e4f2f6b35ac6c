import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { TestServerMissingError } from './errors.js';

export interface TestDatabase {
  /** Superuser URL of the fresh database. */
  readonly url: string;
  /** Removes it, ending sessions that are still open. */
  drop(): Promise<void>;
}

/**
 * A fresh, empty database on the test server, for one spec file alone.
 *
 * @returns its URL and how to drop it
 * @throws {TestServerMissingError} outside the `.int` and `.e2e` tiers
 * @example
 * const database = await createTestDatabase();
 * afterAll(() => database.drop());
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) throw new TestServerMissingError('TEST_DATABASE_URL');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
