import { provisionDatabase, roleOf } from '@assay/event-store';
import type { LocalPostgres } from '@assay/local-postgres';
import { LocalPostgresError, startLocalPostgres } from '@assay/local-postgres';
import { join } from 'node:path';
import pg from 'pg';
import type { Secrets } from '../data/secrets.js';
import { DataDamagedError } from '../errors/index.js';

const DATABASE = 'assay';

/** The data folder's own Postgres, with a role and a schema for each service. */
export interface Database {
  /** Connection URL of the role of a service. */
  urlOf(service: string): string;
  stop(): Promise<void>;
}

/** @throws DataDamagedError when the files cannot be opened */
export async function openDatabase(folder: string, secrets: Secrets): Promise<Database> {
  const server = await startServer(folder, secrets.postgresPassword);
  try {
    await createDatabase(server.url);
    const roles = Object.entries(secrets.rolePasswords);
    await provisionDatabase(
      at(server, {}),
      roles.map(([service, password]) => ({ service, password })),
    );
    return {
      urlOf: (service) => at(server, { service, password: secrets.rolePasswords[service] ?? '' }),
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw damage(folder, error);
  }
}

async function startServer(folder: string, password: string): Promise<LocalPostgres> {
  try {
    return await startLocalPostgres({ folder: join(folder, 'postgres'), password });
  } catch (error) {
    throw damage(folder, error);
  }
}

function damage(folder: string, error: unknown): unknown {
  if (error instanceof LocalPostgresError && error.code !== 'POSTGRES_BINARIES_MISSING')
    return new DataDamagedError(folder, lastWords(error.log), error);
  if (error instanceof pg.DatabaseError)
    return new DataDamagedError(folder, `Postgres says "${error.message}".`, error);
  return error;
}

const lastWords = (log: string): string => `Postgres says:\n${log.split('\n').slice(-4).join('\n')}`;

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

function at(server: LocalPostgres, { service, password }: As): string {
  const url = new URL(server.url);
  url.pathname = `/${DATABASE}`;
  if (service !== undefined) url.username = roleOf(service);
  if (password !== undefined) url.password = password;
  return url.href;
}
