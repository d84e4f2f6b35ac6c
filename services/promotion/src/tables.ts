import { migrate, SERVICE_POOL, untilAvailable } from '@assay/event-store';
import type { ServiceConfig } from '@assay/platform';
import type { Provider } from '@nestjs/common';
import type { Pool } from 'pg';
import { PROMOTION_SCHEMA } from './schema.js';

/** Injection token of the pool, when the tables of this service are there. */
export const TABLES = Symbol('promotion:tables');

/** The tables beside the event store and the read models, brought up to date once. */
export const tablesProvider = ({ service, databaseUrl, migrateOnStart }: ServiceConfig): Provider => ({
  provide: TABLES,
  useFactory: async (pool: Pool) => {
    if (migrateOnStart) await untilAvailable(() => migrate({ service, databaseUrl }, PROMOTION_SCHEMA));
    return pool;
  },
  inject: [SERVICE_POOL],
});
