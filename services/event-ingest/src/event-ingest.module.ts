import { AlertLog } from '@assay/alerts';
import { openArchive } from '@assay/archive';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, EventStoreModule } from '@assay/event-store';
import type { Clock, Environment, NewId, ServiceConfig } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { dataAccessOf, openPrivacy, PrivacyModule } from '@assay/privacy';
import { ProjectionsModule } from '@assay/projections';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { ArchiveController } from './archive/archive.controller.js';
import { ArchiveRunner } from './archive/archive-runner.js';
import { ArchiveWatch } from './archive/archive-watch.js';
import { ARCHIVE_SETTING, ArchiveService } from './archive/archive.service.js';
import { CloudEventsRoutes } from './cloud-events/cloud-events.routes.js';
import { DeadLettersService } from './dead-letter/dead-letters.service.js';
import { DeadLettersController } from './dead-letter/http/dead-letters.controller.js';
import { DefinitionLog } from './definitions/definition-log.js';
import { DefinitionsReader } from './definitions/definitions-reader.js';
import { ErasuresController } from './erasure/http/erasures.controller.js';
import { ErasuresService } from './erasure/erasures.service.js';
import { KeyDestroyer } from './erasure/keys/key-destroyer.js';
import { KeyRewrapper } from './erasure/keys/key-rewrapper.js';
import { LinkedUnits } from './erasure/linked-units/linked-units.js';
import { linkedUnitsProjection } from './erasure/linked-units/linked-units.projection.js';
import { EventTypeTable } from './event-type/event-type-table.js';
import { EventTypesService } from './event-type/event-types.service.js';
import { EventTypesController } from './event-type/http/event-types.controller.js';
import { INGEST_OPTIONS, ingestOptions } from './ingest-options.js';
import { IngestRoutes } from './ingest.routes.js';
import { IngestService } from './ingest.service.js';
import { IngestMetrics } from './publish/ingest-metrics.js';
import { LogImportRoutes } from './log/import/log-import.routes.js';
import { LogImport } from './log/import/log-import.service.js';
import { LogController } from './log/log.controller.js';
import { KnownExperiments } from './experiment/known-experiments.js';
import { KnownActivations } from './release/known-activations.js';
import { KnownReleases } from './release/known-releases.js';
import { Publisher } from './publish/publisher.js';
import { RequestContexts } from './request-contexts.js';
import { FilteredCounts } from './traffic/filtered-counts.js';
import { filteredCountsProjection } from './traffic/filtered-counts.projection.js';
import { TrafficFiltersController } from './traffic/http/traffic-filters.controller.js';
import { TrafficFilterTable } from './traffic/traffic-filter-table.js';
import { TrafficFiltersService } from './traffic/traffic-filters.service.js';

const SERVICE = 'event-ingest';

const taking = [IngestRoutes, CloudEventsRoutes, IngestService, RequestContexts, Publisher, IngestMetrics];

const defining = [
  DefinitionLog,
  DefinitionsReader,
  KnownExperiments,
  KnownActivations,
  KnownReleases,
  { provide: EventTypeTable, useFactory: () => new EventTypeTable() },
  { provide: TrafficFilterTable, useFactory: () => new TrafficFilterTable() },
  EventTypesService,
  TrafficFiltersService,
  FilteredCounts,
  DeadLettersService,
  dataAccessOf(SERVICE),
  LogImport,
  LogImportRoutes,
  ErasuresService,
  KeyDestroyer,
  KeyRewrapper,
  LinkedUnits,
];

/** Takes events from outside into the log; owns event types and traffic filters. */
@Module({})
export class EventIngestModule {
  /**
   * @param config where its database and the log are
   * @param env where the installation’s options are (`INGEST_*`)
   * @throws ConfigError for an option that makes no sense
   */
  static register(config: ServiceConfig, env: Environment = process.env): DynamicModule {
    const { databaseUrl, migrateOnStart, awaitImport = false } = config;
    const database = { service: SERVICE, databaseUrl, migrateOnStart, awaitImport };
    return {
      module: EventIngestModule,
      imports: [
        EventStoreModule.register(database),
        ProjectionsModule.register({
          ...database,
          projections: [filteredCountsProjection, linkedUnitsProjection],
        }),
        PrivacyModule.of(openPrivacy(config.privacy), config),
      ],
      controllers: [
        EventTypesController,
        TrafficFiltersController,
        DeadLettersController,
        LogController,
        ArchiveController,
        ErasuresController,
      ],
      providers: [
        { provide: INGEST_OPTIONS, useValue: ingestOptions(env) },
        {
          provide: ARCHIVE_SETTING,
          useFactory: () => ({ archive: openArchive(config.archive), config: config.archive }),
        },
        ArchiveService,
        ArchiveRunner,
        ArchiveWatch,
        {
          provide: AlertLog,
          useFactory: (store: EventStore, clock: Clock, newId: NewId) =>
            new AlertLog({ store, clock, newId, service: SERVICE }),
          inject: [EVENT_STORE, CLOCK, IDS],
        },
        ...taking,
        ...defining,
      ],
    };
  }
}
