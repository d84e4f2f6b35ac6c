import { Client, escapeIdentifier } from 'pg';
import { DataSource } from 'typeorm';
import type { DataSourceOptions, EntitySchema, MigrationInterface } from 'typeorm';
import { schemaOf } from './schema-name.js';
import type { ServiceDatabase } from './service-pool.js';
import { connectionConfig } from './service-pool.js';

/** The tables of one lib or service, and the migrations that lead to them. */
export interface SchemaDefinition {
  /** Where TypeORM notes what has run; one for each definition that shares a schema. */
  readonly migrationsTable: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** TypeORM options for a definition in the schema of a service (chosen by search path, so nothing names it). */
export function dataSourceOptions(
  database: ServiceDatabase,
  definition: SchemaDefinition,
): DataSourceOptions {
  return {
    type: 'postgres',
    url: database.databaseUrl,
    extra: { options: `-c search_path=${schemaOf(database.service)}`, max: 2 },
    entities: [...definition.entities],
    migrations: [...definition.migrations],
    migrationsTableName: definition.migrationsTable,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
  };
}

/** Creates the schema where it is missing; a role without the right to create it finds it provisioned. */
async function ensureSchema(client: Client, schema: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.rowCount === 0) await client.query(`CREATE SCHEMA ${escapeIdentifier(schema)}`);
}

/**
 * Brings the tables of a definition up to date. Several processes may start at once: an advisory lock lets one
 * migrate while the others wait.
 * @returns the names of the migrations that ran
 */
export async function migrate(
  database: ServiceDatabase,
  definition: SchemaDefinition,
): Promise<readonly string[]> {
  const client = new Client({ ...connectionConfig(database), options: '' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const schema = schemaOf(database.service);
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`assay.migrate.${schema}`]);
    await ensureSchema(client, schema);
    return await runMigrations(dataSourceOptions(database, definition));
  } finally {
    await client.end();
  }
}

async function runMigrations(options: DataSourceOptions): Promise<readonly string[]> {
  const source = await new DataSource(options).initialize();
  try {
    const ran = await source.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
