import { EVENT_BUS } from '@assay/event-bus';
import type { EventBus } from '@assay/event-bus';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { auditController } from './audit/audit.controller.js';
import { migrate } from './database/migrate.js';
import type { ServiceDatabase } from './database/service-pool.js';
import { createServicePool } from './database/service-pool.js';
import { untilAvailable } from './database/until-available.js';
import { EventStoreLifecycle } from './event-store.lifecycle.js';
import { Relay } from './relay/relay.js';
import { EVENT_STORE_SCHEMA } from './schema.js';
import { PostgresEventStore } from './store/postgres-event-store.js';
import { EVENT_STORE, RELAY, SERVICE_POOL } from './tokens.js';

/** Whose store it is, and in which database. */
export interface EventStoreModuleOptions extends ServiceDatabase {
  /** Brings the tables up to date before anything else; default true. */
  readonly migrateOnStart?: boolean;
}

const registered = new Map<string, DynamicModule>();

async function openPool(options: EventStoreModuleOptions): Promise<Pool> {
  if (options.migrateOnStart ?? true) await untilAvailable(() => migrate(options, EVENT_STORE_SCHEMA));
  return createServicePool(options);
}

function openRelay(options: EventStoreModuleOptions, bus: EventBus): Relay {
  const logger = new Logger(`relay of ${options.service}`);
  const onError = (error: unknown): void => {
    logger.warn(error instanceof Error ? error.message : String(error));
  };
  return new Relay({ ...options, bus, onError });
}

const definition = (options: EventStoreModuleOptions): DynamicModule => ({
  module: EventStoreModule,
  controllers: [auditController(options.service)],
  providers: [
    { provide: SERVICE_POOL, useFactory: () => openPool(options) },
    {
      provide: EVENT_STORE,
      useFactory: (pool: Pool) => new PostgresEventStore(pool),
      inject: [SERVICE_POOL],
    },
    {
      // The pool comes first: when it is there, so are the tables.
      provide: RELAY,
      useFactory: (_pool: Pool, bus: EventBus) => openRelay(options, bus),
      inject: [SERVICE_POOL, EVENT_BUS],
    },
    EventStoreLifecycle,
  ],
  exports: [EVENT_STORE, SERVICE_POOL, RELAY],
});

/**
 * The decision streams of one service: `EVENT_STORE`, `SERVICE_POOL`, and the relay that publishes what is
 * written. Not global: a process may hold several services, each with its own.
 */
@Module({})
export class EventStoreModule {
  /** The same options give the same module, so that all who import it share one pool and one relay. */
  static register(options: EventStoreModuleOptions): DynamicModule {
    const key = JSON.stringify([options.service, options.databaseUrl, options.migrateOnStart ?? true]);
    const module = registered.get(key) ?? definition(options);
    registered.set(key, module);
    return module;
  }
}
