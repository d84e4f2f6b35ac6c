import { AnalyticsModule } from '@assay/analytics';
import { AssignmentModule } from '@assay/assignment';
import { EventIngestModule } from '@assay/event-ingest';
import type { ServiceConfig } from '@assay/platform';
import { PromotionModule } from '@assay/promotion';
import { RolloutModule } from '@assay/rollout';
import type { DynamicModule } from '@nestjs/common';
import type { Service } from './roles.js';

const MODULES: Readonly<Record<Service, { register(config: ServiceConfig): DynamicModule }>> = {
  assignment: AssignmentModule,
  'event-ingest': EventIngestModule,
  analytics: AnalyticsModule,
  promotion: PromotionModule,
  rollout: RolloutModule,
};

/** The module of each service, configured. */
export const serviceModules = (configOf: (service: string) => ServiceConfig): DynamicModule[] =>
  Object.entries(MODULES).map(([service, module]) => module.register(configOf(service)));
