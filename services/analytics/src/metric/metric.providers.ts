import { CapFreezer } from './cap-freezer.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { CatalogueService } from './catalogue/catalogue.service.js';
import { DimensionsService } from './dimensions.service.js';
import { DimensionsController } from './http/dimensions.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { MetricsService } from './metrics.service.js';

export const METRIC_CONTROLLERS = [MetricsController, DimensionsController, CatalogueController];
export const METRIC_PROVIDERS = [MetricsService, DimensionsService, CapFreezer, CatalogueService];
