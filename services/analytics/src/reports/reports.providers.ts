import { ExperimentListController } from './experiment-list.controller.js';
import { ExperimentListService } from './experiment-list.service.js';
import { ExperimentReader } from './read/experiment-reader.js';
import { ReportsController } from './reports.controller.js';

/** What reports on experiments are made of. */
export const REPORTS_CONTROLLERS = [ExperimentListController, ReportsController];
export const REPORTS_PROVIDERS = [ExperimentListService, ExperimentReader];
