import { certificatesController, EventStoreModule } from '@assay/event-store';
import type { ServiceConfig } from '@assay/platform';
import { ProjectionsModule } from '@assay/projections';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { CERTIFICATE_KINDS } from './certificate/certificate-kinds.js';
import { OVERSIGHT_PROJECTIONS, OVERSIGHT_PROVIDERS } from './oversight/oversight.parts.js';
import { RELEASE_CERTIFICATES } from './release-certificate/certificate-kinds.js';
import { releaseParts } from './release.parts.js';
import { rolloutParts } from './rollout.parts.js';

const SERVICE = 'rollout';

/** Features under gradual rollout and releases: outcomes, and the rollback that needs no person. */
@Module({})
export class RolloutModule {
  /** @param config where its database and the log are */
  static register(config: ServiceConfig): DynamicModule {
    const { databaseUrl, migrateOnStart, awaitImport = false } = config;
    const [rollouts, releases] = [rolloutParts(SERVICE), releaseParts(config)];
    const database = { service: SERVICE, databaseUrl, migrateOnStart, awaitImport };
    const projections = [...rollouts.projections, ...releases.projections, ...OVERSIGHT_PROJECTIONS];
    return {
      module: RolloutModule,
      imports: [
        EventStoreModule.register(database),
        ProjectionsModule.register({ ...database, projections }),
      ],
      controllers: [
        certificatesController(SERVICE, [...CERTIFICATE_KINDS, ...RELEASE_CERTIFICATES]),
        ...rollouts.controllers,
        ...releases.controllers,
      ],
      providers: [...rollouts.providers, ...releases.providers, ...OVERSIGHT_PROVIDERS],
    };
  }
}
