import type { Environment } from '@assay/platform';
import type { Provider } from '@nestjs/common';
import { ExperimentListController } from './experiment-list.controller.js';
import { ExperimentListService } from './experiment-list.service.js';
import { ExperimentReader } from './read/experiment-reader.js';
import { PastReader } from './past/past-reader.js';
import { defaultsFrom, RECOMMENDATION_DEFAULTS } from './recommendation/recommendation-defaults.js';
import { OffPolicyController } from './off-policy/off-policy.controller.js';
import { ReportsController } from './reports.controller.js';

export const REPORTS_CONTROLLERS = [ExperimentListController, ReportsController, OffPolicyController];

/**
 * What reports on experiments are made of.
 * @throws ConfigError for thresholds that make no sense
 */
export const reportsProviders = (env: Environment): readonly Provider[] => [
  ExperimentListService,
  ExperimentReader,
  PastReader,
  { provide: RECOMMENDATION_DEFAULTS, useValue: defaultsFrom(env) },
];
