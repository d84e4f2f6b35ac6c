import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** The fourth line of what Postgres writes beside its data. */
const portIn = (pidFile: string): string => readFileSync(pidFile, 'utf8').split('\n')[3] ?? '';

/**
 * The database of a standalone, with the rights of whoever owns the machine: triggers that refuse changes do not
 * hold for this session.
 */
export async function databaseOf(folder: string): Promise<pg.Client> {
  const data = join(folder, '.assay');
  const secrets = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as {
    postgresPassword: string;
  };
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(portIn(join(data, 'postgres', 'cluster', 'postmaster.pid'))),
    user: 'postgres',
    password: secrets.postgresPassword,
    database: 'assay',
  });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  return client;
}
