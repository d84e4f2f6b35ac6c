import { certificatesController, EventStoreModule } from '@assay/event-store';
import type { Environment, ServiceConfig } from '@assay/platform';
import { ProjectionsModule } from '@assay/projections';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { CERTIFICATE_KINDS } from './certificate/certificate-kinds.js';
import { OVERSIGHT_CONTROLLERS, OVERSIGHT_PROJECTIONS, oversightProviders } from './oversight.parts.js';
import { PROMOTING_CONTROLLERS, PROMOTING_PROJECTIONS, promotingProviders } from './promotion.parts.js';
import { tablesProvider } from './tables.js';
import { WhatIfController } from './what-if/what-if.controller.js';
import { WhatIf } from './what-if/what-if.service.js';

const SERVICE = 'promotion';

/** Promotion of winners: eligibility, certificates, the exchange with the owner of the experiments, history. */
@Module({})
export class PromotionModule {
  /**
   * @param config where its database and the log are
   * @param env where the installation’s thresholds are (`AUTO_PROMOTION_*`)
   * @throws ConfigError for a variable that makes no sense
   */
  static register(config: ServiceConfig, env: Environment = process.env): DynamicModule {
    const { databaseUrl, migrateOnStart, awaitImport = false } = config;
    const database = { service: SERVICE, databaseUrl, migrateOnStart, awaitImport };
    const projections = [...PROMOTING_PROJECTIONS, ...OVERSIGHT_PROJECTIONS];
    return {
      module: PromotionModule,
      imports: [
        EventStoreModule.register(database),
        ProjectionsModule.register({ ...database, projections }),
      ],
      controllers: [
        certificatesController(SERVICE, CERTIFICATE_KINDS),
        WhatIfController,
        ...PROMOTING_CONTROLLERS,
        ...OVERSIGHT_CONTROLLERS,
      ],
      providers: [
        WhatIf,
        tablesProvider(config),
        ...promotingProviders(env),
        ...oversightProviders(config, env),
      ],
    };
  }
}
