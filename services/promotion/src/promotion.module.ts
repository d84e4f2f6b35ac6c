import { EventStoreModule } from '@assay/event-store';
import type { Environment, ServiceConfig } from '@assay/platform';
import { ProjectionsModule } from '@assay/projections';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { runEvidenceProjection } from './evidence/run-evidence.projection.js';
import { experimentsProjection } from './experiments/experiments.projection.js';
import { MonitoringController } from './http/monitoring.controller.js';
import { PromotionsController } from './http/promotions.controller.js';
import { OVERSIGHT_CONTROLLERS, OVERSIGHT_PROJECTIONS, oversightProviders } from './oversight.parts.js';
import { EligibilityService, THRESHOLDS } from './promoting/eligibility.service.js';
import { ExperimentDirectory } from './promoting/experiment-directory.js';
import { OwnersAnswersController } from './promoting/owners-answers.controller.js';
import { PromotionLog } from './promoting/promotion-log.js';
import { PromotionsService } from './promoting/promotions.service.js';
import { thresholdsFromEnvironment } from './promoting/thresholds-from-environment.js';
import { CertificateVerificationController } from './verification/certificate-verification.controller.js';

const SERVICE = 'promotion';

/** Promotion of winners: eligibility, certificates, the exchange with the owner of the experiments, history. */
@Module({})
export class PromotionModule {
  /**
   * @param config where its database and the log are
   * @param env where the installation’s thresholds are (`AUTO_PROMOTION_*`)
   * @throws ConfigError for a threshold that makes no sense
   */
  static register(config: ServiceConfig, env: Environment = process.env): DynamicModule {
    const { databaseUrl, migrateOnStart } = config;
    const database = { service: SERVICE, databaseUrl, migrateOnStart };
    const projections = [experimentsProjection, runEvidenceProjection, ...OVERSIGHT_PROJECTIONS];
    return {
      module: PromotionModule,
      imports: [
        EventStoreModule.register(database),
        ProjectionsModule.register({ ...database, projections }),
      ],
      controllers: [
        CertificateVerificationController,
        MonitoringController,
        PromotionsController,
        OwnersAnswersController,
        ...OVERSIGHT_CONTROLLERS,
      ],
      providers: [
        { provide: THRESHOLDS, useValue: thresholdsFromEnvironment(env) },
        ExperimentDirectory,
        EligibilityService,
        PromotionLog,
        PromotionsService,
        ...oversightProviders(config, env),
      ],
    };
  }
}
