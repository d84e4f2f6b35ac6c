import { DataSource } from 'typeorm';
import type { SchemaDefinition } from './migrate.js';
import { dataSourceOptions } from './migrate.js';
import type { ServiceDatabase } from './service-pool.js';

/**
 * The statements that would still be needed to make the tables equal to their entities: empty when the migrations
 * say the same as the entities. The gate that `migration:generate --check` is.
 */
export async function schemaDrift(
  database: ServiceDatabase,
  definition: SchemaDefinition,
): Promise<readonly string[]> {
  const source = await new DataSource(dataSourceOptions(database, definition)).initialize();
  try {
    const pending = (await source.showMigrations()) ? ['-- a migration has not run'] : [];
    const log = await source.driver.createSchemaBuilder().log();
    return [...pending, ...log.upQueries.map((statement) => statement.query)];
  } finally {
    await source.destroy();
  }
}
