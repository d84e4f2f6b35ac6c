import pg from 'pg';
import { SERVICES } from '../../deploy/origin/routes.mjs';
import { KEY_KEEPER, rolePassword } from './settings.mjs';

const createDatabase = async (adminUrl, name) => {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
};

const inDatabase = (adminUrl, name) => Object.assign(new URL(adminUrl), { pathname: `/${name}` });

/** The database with a role and a schema for each service, and for the data keys; returns each one's URL. */
export const provision = async (adminUrl, name) => {
  const { provisionDatabase, roleOf } = await import('@assay/event-store');
  await createDatabase(adminUrl, name);
  const roles = [...SERVICES, KEY_KEEPER].map((service) => ({
    service,
    password: rolePassword(adminUrl, service),
  }));
  await provisionDatabase(inDatabase(adminUrl, name).href, roles);
  return Object.fromEntries(
    roles.map(({ service, password }) => {
      const url = inDatabase(adminUrl, name);
      return [service, Object.assign(url, { username: roleOf(service), password }).href];
    }),
  );
};
