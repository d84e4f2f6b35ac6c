import { DataSource } from 'typeorm';
import { dataSourceOptions } from './database/migrate.js';
import { EVENT_STORE_SCHEMA } from './schema.js';

/** What TypeORM's command line works on: the event store of the service named by `SERVICE`. */
export const dataSource = new DataSource(
  dataSourceOptions(
    {
      service: process.env['SERVICE'] ?? 'assignment',
      databaseUrl: process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    },
    EVENT_STORE_SCHEMA,
  ),
);
