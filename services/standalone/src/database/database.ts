import { provisionDatabase, roleOf } from '@assay/event-store';
import pg from 'pg';
import type { Secrets } from '../data/secrets.js';
import { DataDamagedError } from '../errors/index.js';

const DATABASE = 'assay';

/** The database of a data folder, with a role and a schema for each service. */
export interface Database {
  /** Connection URL of the role of a service. */
  urlOf(service: string): string;
}

/** @throws DataDamagedError when Postgres finds the data damaged */
export async function openDatabase(
  serverUrl: string,
  folder: string,
  { rolePasswords }: Secrets,
): Promise<Database> {
  try {
    await createDatabase(serverUrl);
    const roles = Object.entries(rolePasswords);
    await provisionDatabase(
      at(serverUrl, {}),
      roles.map(([service, password]) => ({ service, password })),
    );
    return { urlOf: (service) => at(serverUrl, { service, password: rolePasswords[service] ?? '' }) };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    throw new DataDamagedError(folder, `Postgres says "${error.message}".`, error);
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

interface As {
  readonly service?: string;
  readonly password?: string;
}

function at(serverUrl: string, { service, password }: As): string {
  const url = new URL(serverUrl);
  url.pathname = `/${DATABASE}`;
  if (service !== undefined) url.username = roleOf(service);
  if (password !== undefined) url.password = password;
  return url.href;
}
