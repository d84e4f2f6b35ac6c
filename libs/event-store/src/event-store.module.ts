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
import { StoreHeldError } from './errors/index.js';
import { EventStoreLifecycle } from './event-store.lifecycle.js';
import { StoreGate } from './gate/store-gate.js';
import { Relay } from './relay/relay.js';
import { restoreController } from './restore/restore.controller.js';
import { EVENT_STORE_SCHEMA } from './schema.js';
import { PostgresEventStore } from './store/postgres-event-store.js';
import { EVENT_STORE, RELAY, SERVICE_POOL, STORE_GATE } from './tokens.js';

/** Whose store it is, and in which database. */
export interface EventStoreModuleOptions extends ServiceDatabase {
  /** Brings the tables up to date before anything else; default true. */
  readonly migrateOnStart?: boolean;
  /** Nothing is written to an empty store before an import has filled the log; default false. */
  readonly awaitImport?: boolean;
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

function openGate(options: EventStoreModuleOptions, parts: { readonly pool: Pool; readonly bus: EventBus }) {
  const logger = new Logger(`event store of ${options.service}`);
  const onError = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    // Who asked for the import knows that it is waited for.
    if (error instanceof StoreHeldError && error.code === 'AWAITING_IMPORT') logger.log(message);
    else logger.error(message);
  };
  const { service, awaitImport = false } = options;
  return new StoreGate({ ...parts, service, awaitsImport: awaitImport, onError });
}

const definition = (options: EventStoreModuleOptions): DynamicModule => ({
  module: EventStoreModule,
  controllers: [auditController(options.service), restoreController(options.service)],
  providers: [
    { provide: SERVICE_POOL, useFactory: () => openPool(options) },
    {
      provide: EVENT_STORE,
      useFactory: (pool: Pool, gate: StoreGate) => new PostgresEventStore(pool, gate),
      inject: [SERVICE_POOL, STORE_GATE],
    },
    {
      provide: STORE_GATE,
      useFactory: (pool: Pool, bus: EventBus) => openGate(options, { pool, bus }),
      inject: [SERVICE_POOL, EVENT_BUS],
    },
    {
      // The pool comes first: when it is there, so are the tables.
      provide: RELAY,
      useFactory: (_pool: Pool, bus: EventBus) => openRelay(options, bus),
      inject: [SERVICE_POOL, EVENT_BUS],
    },
    EventStoreLifecycle,
  ],
  exports: [EVENT_STORE, SERVICE_POOL, RELAY, STORE_GATE],
});

/**
 * The decision streams of one service: `EVENT_STORE`, `SERVICE_POOL`, and the relay that publishes what is
 * written. Not global: a process may hold several services, each with its own.
 */
@Module({})
export class EventStoreModule {
  /** The same options give the same module, so that all who import it share one pool and one relay. */
  static register(options: EventStoreModuleOptions): DynamicModule {
    const { service, databaseUrl, migrateOnStart = true, awaitImport = false } = options;
    const key = JSON.stringify([service, databaseUrl, migrateOnStart, awaitImport]);
    const module = registered.get(key) ?? definition(options);
    registered.set(key, module);
    return module;
  }
}
