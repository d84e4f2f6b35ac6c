import { dataSourceOptions } from '@assay/event-store';
import { DataSource } from 'typeorm';
import { PROJECTIONS_SCHEMA } from './schema/schema.js';

/** What TypeORM's command line works on: the projections' accounts of the service named by `SERVICE`. */
export const dataSource = new DataSource(
  dataSourceOptions(
    {
      service: process.env['SERVICE'] ?? 'analytics',
      databaseUrl: process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    },
    PROJECTIONS_SCHEMA,
  ),
);
