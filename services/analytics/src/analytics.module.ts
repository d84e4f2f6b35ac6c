import { certificatesController, EventStoreModule } from '@assay/event-store';
import type { Environment, ServiceConfig } from '@assay/platform';
import type { Privacy } from '@assay/privacy';
import { dataAccessOf, openPrivacy, PrivacyModule } from '@assay/privacy';
import { ProjectionsModule, sweepRunner } from '@assay/projections';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { ALERTS_CONTROLLERS, ALERTS_PROJECTIONS, alertsProviders } from './alerts/alerts.providers.js';
import { CERTIFICATE_KINDS } from './alerts/guardrails/certificate-kinds.js';
import { engineProjection } from './engine/engine.projection.js';
import { ExperimentDirectory } from './experiments/experiment-directory.js';
import { EXPERIMENTS_PROJECTION } from './experiments/experiments.projection.js';
import { ERASURES_PROJECTION } from './identities/erasures.projection.js';
import { LINKS_PROJECTION } from './identities/links.projection.js';
import { METRIC_CONTROLLERS, METRIC_PROVIDERS } from './metric/metric.providers.js';
import { productProjection } from './product/product.projection.js';
import { PRODUCT_CONTROLLERS, PRODUCT_PROVIDERS } from './product/product.providers.js';
import { REPORTS_CONTROLLERS, reportsProviders } from './reports/reports.providers.js';
import { RETENTION_CONTROLLERS, retentionProviders } from './retention/retention.providers.js';
import { SnapshotsService } from './snapshots/snapshots.service.js';
import { SnapshotTimer } from './snapshots/snapshot-timer.js';

const SERVICE = 'analytics';
const projectionsWith = (privacy: Privacy) => [
  EXPERIMENTS_PROJECTION,
  engineProjection(privacy),
  LINKS_PROJECTION,
  ERASURES_PROJECTION,
  productProjection(privacy),
  ...ALERTS_PROJECTIONS,
];

/** Counts what happens in experiments, and reports what they have come to. */
@Module({})
export class AnalyticsModule {
  /**
   * @param config where its database and the log are
   * @param env when events are to be expected (`ALERT_ACTIVE_HOURS`, `ALERT_TIME_ZONE`), how often rules look (`ALERT_LOOK_SECONDS`), and what is recommended from when
   *   on (`AUTO_PROMOTION_*`), and for how long raw events are kept (`RAW_EVENTS_RETENTION_DAYS`)
   * @throws ConfigError for hours, a time zone or thresholds that make no sense
   */
  static register(config: ServiceConfig, env: Environment = process.env): DynamicModule {
    const { databaseUrl, migrateOnStart, awaitImport = false } = config;
    const privacy = openPrivacy(config.privacy);
    const database = { service: SERVICE, databaseUrl, migrateOnStart, awaitImport };
    return {
      module: AnalyticsModule,
      imports: [
        EventStoreModule.register(database),
        ProjectionsModule.register({ ...database, projections: projectionsWith(privacy) }),
        PrivacyModule.of(privacy, config),
      ],
      controllers: [
        certificatesController(SERVICE, CERTIFICATE_KINDS),
        ...REPORTS_CONTROLLERS,
        ...METRIC_CONTROLLERS,
        ...PRODUCT_CONTROLLERS,
        ...ALERTS_CONTROLLERS,
        ...RETENTION_CONTROLLERS,
      ],
      providers: [
        ExperimentDirectory,
        dataAccessOf(SERVICE),
        ...METRIC_PROVIDERS,
        ...reportsProviders(env),
        SnapshotsService,
        SnapshotTimer,
        sweepRunner(SnapshotTimer),
        ...PRODUCT_PROVIDERS,
        ...alertsProviders(env),
        ...retentionProviders(env),
      ],
    };
  }
}
