import type { Provider, Type } from '@nestjs/common';
import { ArmsController } from './arms.controller.js';
import { ArmsService } from './arms.service.js';
import { BanditWeightsService } from './bandit-weights.service.js';
import { MetricsSnapshotsController } from './metrics-snapshots.controller.js';

/** Weights that follow results; needs the experiments and the configuration. */
export const BANDIT_PROVIDERS: readonly Provider[] = [ArmsService, BanditWeightsService];
export const BANDIT_CONTROLLERS: readonly Type<unknown>[] = [ArmsController, MetricsSnapshotsController];
