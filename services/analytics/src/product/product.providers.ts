import { CohortsController } from './cohorts/cohorts.controller.js';
import { CohortsService } from './cohorts/cohorts.service.js';
import { DefinitionList } from './definition/definition-list.js';
import { DefinitionsService } from './definition/definitions.service.js';
import { DefinitionsController } from './definition/http/definitions.controller.js';
import { FeaturesController } from './features/features.controller.js';
import { FeaturesService } from './features/features.service.js';
import { FunnelsController } from './funnels/funnels.controller.js';
import { FunnelsService } from './funnels/funnels.service.js';
import { PositionsController } from './positions/positions.controller.js';
import { PositionsService } from './positions/positions.service.js';
import { PowerUsersController } from './power-users/power-users.controller.js';
import { PowerUsersService } from './power-users/power-users.service.js';
import { ProductModel } from './report/product-model.js';
import { SegmentsController } from './segments/segments.controller.js';
import { SegmentsService } from './segments/segments.service.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageService } from './usage/usage.service.js';

export const PRODUCT_CONTROLLERS = [
  PositionsController,
  UsageController,
  CohortsController,
  SegmentsController,
  FeaturesController,
  FunnelsController,
  PowerUsersController,
  DefinitionsController,
];

export const PRODUCT_PROVIDERS = [
  ProductModel,
  PositionsService,
  UsageService,
  CohortsService,
  SegmentsService,
  FeaturesService,
  FunnelsService,
  PowerUsersService,
  DefinitionList,
  DefinitionsService,
];
