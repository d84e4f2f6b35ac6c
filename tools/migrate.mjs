// npm run migrate [-- --check]: the tables of all services, see --help.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@assay/local-postgres';
import { SERVICES } from '../deploy/origin/routes.mjs';
import { KEY_KEEPER } from './distributed/settings.mjs';
import { build, buildableProjects } from './support/build.mjs';

const help = `Usage: npm run migrate [-- --check]

Brings the tables of all services up to date, in DATABASE_URL or, for a service with a role of its own, in
<SERVICE>_DATABASE_URL (such as EVENT_INGEST_DATABASE_URL); those of the data keys in PRIVACY_DATABASE_URL, where it is
set.
--check  migrates a fresh, throw-away database instead and fails where the entities say otherwise than the migrations`;

const variableOf = (service) => `${service.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;

const isSchema = (value) => typeof value?.migrationsTable === 'string' && Array.isArray(value.migrations);

/** What each service keeps: the event store, the projections, and tables of its own. */
const definitionsOf = async (service) => {
  if (service === KEY_KEEPER) return [(await import('@assay/privacy')).PRIVACY_SCHEMA];
  const { EVENT_STORE_SCHEMA } = await import('@assay/event-store');
  const { PROJECTIONS_SCHEMA } = await import('@assay/projections');
  const own = Object.values(await import(`../services/${service}/dist/index.js`)).filter(isSchema);
  return [EVENT_STORE_SCHEMA, PROJECTIONS_SCHEMA, ...own];
};

const migrateService = async (service, databaseUrl) => {
  const { migrate } = await import('@assay/event-store');
  for (const definition of await definitionsOf(service)) {
    const ran = await migrate({ service, databaseUrl }, definition);
    for (const name of ran) console.log(`${service}: ${name}`);
  }
};

const migrateAll = async (urlOf, keepers) => {
  for (const keeper of keepers) await migrateService(keeper, urlOf(keeper));
  console.log('all tables are up to date');
  return 0;
};

const driftOf = async (service, databaseUrl) => {
  const { schemaDrift } = await import('@assay/event-store');
  const found = await Promise.all(
    (await definitionsOf(service)).map((definition) => schemaDrift({ service, databaseUrl }, definition)),
  );
  return found.flat();
};

const check = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-migrate-'));
  const server = await startLocalPostgres({
    folder: join(folder, 'server'),
    password: 'check',
    durable: false,
  });
  try {
    const keepers = [...SERVICES, KEY_KEEPER];
    await migrateAll(() => server.url, keepers);
    let statements = 0;
    for (const service of keepers) {
      for (const statement of await driftOf(service, server.url)) {
        statements += 1;
        console.error(`${service}: ${statement}`);
      }
    }
    console.log(statements === 0 ? 'migrations and entities agree' : 'a migration is missing for the above');
    return statements === 0 ? 0 : 1;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const given = () => {
  const missing = SERVICES.map(variableOf).filter((name) => !process.env[name] && !process.env.DATABASE_URL);
  if (missing.length === 0) return (service) => process.env[variableOf(service)] ?? process.env.DATABASE_URL;
  console.error(`Set DATABASE_URL, or ${missing.join(', ')}.`);
  return undefined;
};

const run = async () => {
  if (process.argv.includes('--help')) return console.log(help);
  build(buildableProjects().filter((project) => !project.endsWith('/standalone')));
  if (process.argv.includes('--check')) return check();
  const urlOf = given();
  const keepers = process.env.PRIVACY_DATABASE_URL ? [...SERVICES, KEY_KEEPER] : SERVICES;
  return urlOf ? migrateAll(urlOf, keepers) : 2;
};

process.exitCode = (await run()) ?? 0;
