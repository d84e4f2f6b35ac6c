import pg from 'pg';
import { localPostgresPid, startLocalPostgres, stopLocalPostgres } from '@assay/local-postgres';
import { exportsFor, inFolder, secrets } from './settings.mjs';

const answers = async (port) => {
  const client = new pg.Client({ connectionString: exportsFor({ postgres: port }).DATABASE_URL });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
};

const folder = () => inFolder('postgres');

export const postgres = {
  alive: async () => (await localPostgresPid(folder())) !== undefined,
  answers,
  start: async (port) => {
    const server = await startLocalPostgres({ folder: folder(), port, password: secrets().postgresPassword });
    await answers(port);
    return server.pid;
  },
  stop: () => stopLocalPostgres(folder()),
};
