import { EventStoreModule } from '@assay/event-store';
import type { ServiceConfig } from '@assay/platform';
import { ProjectionsModule } from '@assay/projections';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { AdminRolloutController } from './http/admin-rollout.controller.js';
import { RolloutsController } from './http/rollouts.controller.js';
import { OutcomeReader } from './outcomes/outcome-reader.js';
import { outcomesProjection } from './outcomes/outcomes.projection.js';
import { BreachWatch } from './rolling/breach-watch.js';
import { ErrorSignals } from './rolling/error-signals.js';
import { RolloutDirectory } from './rolling/rollout-directory.js';
import { RolloutLog } from './rolling/rollout-log.js';
import { rolloutsProjection } from './rolling/rollouts.projection.js';
import { RolloutsService } from './rolling/rollouts.service.js';

const SERVICE = 'rollout';

/** Features under gradual rollout: tiers, outcomes, and the rollback that needs no person. */
@Module({})
export class RolloutModule {
  /** @param config where its database and the log are */
  static register({ databaseUrl, migrateOnStart }: ServiceConfig): DynamicModule {
    const database = { service: SERVICE, databaseUrl, migrateOnStart };
    const signals = new ErrorSignals();
    const projections = [rolloutsProjection, outcomesProjection(signals.raise)];
    return {
      module: RolloutModule,
      imports: [
        EventStoreModule.register(database),
        ProjectionsModule.register({ ...database, projections }),
      ],
      controllers: [RolloutsController, AdminRolloutController],
      providers: [
        { provide: ErrorSignals, useValue: signals },
        RolloutLog,
        RolloutDirectory,
        OutcomeReader,
        RolloutsService,
        BreachWatch,
      ],
    };
  }
}
