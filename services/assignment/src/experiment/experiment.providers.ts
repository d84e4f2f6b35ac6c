import type { Projections } from '@assay/projections';
import { PROJECTIONS, sweepRunner } from '@assay/projections';
import type { Provider, Type } from '@nestjs/common';
import { DesignCheck } from './design-check.service.js';
import { ExperimentHistory } from './experiment-history.service.js';
import { ExperimentLog } from './experiment-log.js';
import { ExperimentsService } from './experiments.service.js';
import { ChecklistItemController, ExperimentPlanController } from './http/experiment-plan.controller.js';
import { ExperimentRunController } from './http/experiment-run.controller.js';
import { ExperimentVariantsController } from './http/experiment-variants.controller.js';
import { ExperimentsController } from './http/experiments.controller.js';
import { ExperimentList } from './listing/experiment-list.js';
import { ExperimentListing } from './listing/experiment-listing.service.js';
import { ScheduleRunner } from './schedule/schedule-runner.js';

/** Commands on experiments and what can be read of them; needs the numbers, the store and the projections. */
export const EXPERIMENT_PROVIDERS: readonly Provider[] = [
  DesignCheck,
  ExperimentHistory,
  ExperimentListing,
  ExperimentLog,
  ExperimentsService,
  ScheduleRunner,
  sweepRunner(ScheduleRunner),
  {
    provide: ExperimentList,
    useFactory: (projections: Projections) => new ExperimentList(projections),
    inject: [PROJECTIONS],
  },
];

export const EXPERIMENT_CONTROLLERS: readonly Type<unknown>[] = [
  ExperimentsController,
  ExperimentRunController,
  ExperimentVariantsController,
  ExperimentPlanController,
  ChecklistItemController,
];
