import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, SERVICE_POOL } from '@assay/event-store';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS, sweepRunner } from '@assay/projections';
import type { Provider, Type } from '@nestjs/common';
import type { Pool } from 'pg';
import { HoldoutsController } from '../holdout/holdouts.controller.js';
import { HoldoutsService } from '../holdout/holdouts.service.js';
import { LayersController } from '../layer/layers.controller.js';
import { LayersService } from '../layer/layers.service.js';
import { OlderLists } from '../segment/members/older-lists.sweep.js';
import { SegmentMembers } from '../segment/members/segment-members.js';
import { SegmentRoutes } from '../segment/segment.routes.js';
import { SegmentsController } from '../segment/segments.controller.js';
import { SegmentsService } from '../segment/segments.service.js';
import { DefinitionCommands } from './definition-commands.js';
import { DefinitionList } from './definition-list.js';
import { DefinitionStreams } from './definition-streams.js';
import { PrerequisiteLock } from './prerequisite-lock.js';

/** Layers, holdouts and segments; needs the store, the projections and the streams of experiments. */
export const REFERENCE_PROVIDERS: readonly Provider[] = [
  DefinitionCommands,
  DefinitionStreams,
  HoldoutsService,
  LayersService,
  SegmentRoutes,
  SegmentsService,
  {
    provide: DefinitionList,
    useFactory: (projections: Projections) => new DefinitionList(projections),
    inject: [PROJECTIONS],
  },
  {
    provide: PrerequisiteLock,
    useFactory: (pool: Pool) => new PrerequisiteLock(pool),
    inject: [SERVICE_POOL],
  },
  {
    provide: SegmentMembers,
    useFactory: (pool: Pool, store: EventStore, clock: Clock) => new SegmentMembers(pool, store, clock),
    inject: [SERVICE_POOL, EVENT_STORE, CLOCK],
  },
  OlderLists,
  sweepRunner(OlderLists),
];

export const REFERENCE_CONTROLLERS: readonly Type<unknown>[] = [
  HoldoutsController,
  LayersController,
  SegmentsController,
];
