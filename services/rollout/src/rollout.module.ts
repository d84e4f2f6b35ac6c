import { EventStoreModule } from '@assay/event-store';
import type { ServiceConfig } from '@assay/platform';
import { ProjectionsModule } from '@assay/projections';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { rolloutParts } from './rollout.parts.js';

const SERVICE = 'rollout';

/** Features under gradual rollout: outcomes, and the rollback that needs no person. */
@Module({})
export class RolloutModule {
  /** @param config where its database and the log are */
  static register({ databaseUrl, migrateOnStart }: ServiceConfig): DynamicModule {
    const rollouts = rolloutParts(SERVICE);
    const database = { service: SERVICE, databaseUrl, migrateOnStart };
    const projections = [...rollouts.projections];
    return {
      module: RolloutModule,
      imports: [
        EventStoreModule.register(database),
        ProjectionsModule.register({ ...database, projections }),
      ],
      controllers: [...rollouts.controllers],
      providers: [...rollouts.providers],
    };
  }
}
