import { EVENT_BUS, isTransientError } from '@assay/event-bus';
import type { EventBus } from '@assay/event-bus';
import { EventStoreModule, SERVICE_POOL, migrate, untilAvailable } from '@assay/event-store';
import type { EventStoreModuleOptions } from '@assay/event-store';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule, FactoryProvider, ModuleMetadata, Provider } from '@nestjs/common';
import type { Pool } from 'pg';
import type { ProjectionDefinition } from './definition.js';
import { operationsController } from './operations/operations.controller.js';
import { Projections } from './projections.js';
import { ProjectionsLifecycle } from './projections.lifecycle.js';
import { PROJECTIONS_SCHEMA } from './schema/schema.js';
import { PROJECTIONS } from './tokens.js';

/** A definition, or how to make one from providers of `imports`. */
export type ProvidedDefinition =
  ProjectionDefinition | Pick<FactoryProvider<ProjectionDefinition>, 'useFactory' | 'inject'>;

/** The service, its database and its read models. */
export interface ProjectionsModuleOptions extends EventStoreModuleOptions {
  readonly projections: readonly ProvidedDefinition[];
  /** Modules whose exports the factories of `projections` inject. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
}

const tokenAt = (service: string, index: number): string => `projection ${String(index)} of ${service}`;

const definitionProvider = (service: string, given: ProvidedDefinition, index: number): Provider => {
  const provide = tokenAt(service, index);
  return 'useFactory' in given ? { provide, ...given } : { provide, useValue: given };
};

async function openProjections(
  options: ProjectionsModuleOptions,
  { pool, bus }: { readonly pool: Pool; readonly bus: EventBus },
  definitions: readonly ProjectionDefinition[],
): Promise<Projections> {
  if (options.migrateOnStart ?? true) await untilAvailable(() => migrate(options, PROJECTIONS_SCHEMA));
  const logger = new Logger(`projections of ${options.service}`);
  const onError = (error: unknown, projection: string): void => {
    const message = `${projection}: ${error instanceof Error ? error.message : String(error)}`;
    // What passes by waiting, such as the lock that a rebuild takes to swap, is tried again and no cause for alarm.
    if (isTransientError(error)) logger.log(message);
    else logger.warn(message);
  };
  return new Projections({ service: options.service, pool, bus, onError }, definitions);
}

/**
 * The read models of one service: `PROJECTIONS` to read them, their subscriptions while the application runs, and
 * the operations under `/api/v1/admin/services/<service>`.
 */
@Module({})
export class ProjectionsModule {
  static register(options: ProjectionsModuleOptions): DynamicModule {
    const { service, databaseUrl, migrateOnStart = true, awaitImport = false } = options;
    const { projections, imports = [] } = options;
    const tokens = projections.map((_, index) => tokenAt(service, index));
    return {
      module: ProjectionsModule,
      imports: [EventStoreModule.register({ service, databaseUrl, migrateOnStart, awaitImport }), ...imports],
      controllers: [operationsController(service)],
      providers: [
        ...projections.map((given, index) => definitionProvider(service, given, index)),
        {
          provide: PROJECTIONS,
          useFactory: (pool: Pool, bus: EventBus, ...definitions: ProjectionDefinition[]) =>
            openProjections(options, { pool, bus }, definitions),
          inject: [SERVICE_POOL, EVENT_BUS, ...tokens],
        },
        ProjectionsLifecycle,
      ],
      exports: [PROJECTIONS],
    };
  }
}
