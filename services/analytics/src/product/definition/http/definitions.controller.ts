import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import type { EventSelector } from '@assay/contracts';
import { PagedListQuery, TakesBody } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Put,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExperimentDirectory } from '../../../experiments/experiment-directory.js';
import { badReference, unknownCollection } from '../definition-problems.js';
import type { DefinitionPage, DefinitionView } from '../definitions.service.js';
import { DefinitionsService } from '../definitions.service.js';
import type { Definition, DefinitionKind } from '../product-report.decider.js';
import { BODIES, COLLECTIONS, definitionFrom, versionAsked } from './definition-request.js';
import { RetireDto } from './definitions.dto.js';

function kindOf(collection: string): DefinitionKind {
  const kind = Object.hasOwn(COLLECTIONS, collection) ? COLLECTIONS[collection] : undefined;
  if (kind === undefined) throw unknownCollection(collection, Object.keys(COLLECTIONS));
  return kind;
}

/** What product reports count: features, funnels, power users. */
@ApiTags('product reports')
@Controller('api/v1/admin/analytics/definitions/:collection')
@UseInterceptors(AvailabilityInterceptor)
export class DefinitionsController {
  constructor(
    private readonly definitions: DefinitionsService,
    private readonly experiments: ExperimentDirectory,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What product reports count, of one kind.' })
  @Roles('viewer')
  list(
    @CurrentPrincipal() { project }: Principal,
    @Param('collection') collection: string,
    @Query() { cursor = '', limit = 50 }: PagedListQuery,
  ): Promise<DefinitionPage> {
    return this.definitions.list(project, kindOf(collection), { after: cursor, limit });
  }

  @Get(':key')
  @ApiOperation({ summary: 'A definition that a product report counts.' })
  @Roles('viewer')
  view(
    @CurrentPrincipal() { project }: Principal,
    @Param('collection') collection: string,
    @Param('key') key: string,
  ): Promise<DefinitionView> {
    return this.definitions.view(project, kindOf(collection), key);
  }

  @Put(':key')
  @ApiOperation({ summary: 'Defines a feature, a funnel or a group of power users.' })
  @Roles('editor')
  @TakesBody(BODIES.feature, BODIES.funnel, BODIES['power-users'])
  async define(
    @CurrentPrincipal() who: Principal,
    @Param() { collection, key }: { readonly collection: string; readonly key: string },
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: unknown,
  ): Promise<DefinitionView> {
    const definition = await definitionFrom(kindOf(collection), key, body, (feature) =>
      this.useOf(who.project, feature),
    );
    await this.refuseUnknownExperiment(who.project, definition);
    return this.definitions.define(who, definition, versionAsked(ifMatch));
  }

  @Delete(':key')
  @ApiOperation({ summary: 'Retires a definition: it is counted no more.' })
  @HttpCode(204)
  @Roles('editor')
  retire(
    @CurrentPrincipal() who: Principal,
    @Param() { collection, key }: { readonly collection: string; readonly key: string },
    @Body() { reason }: RetireDto,
  ): Promise<void> {
    return this.definitions.retire(who, kindOf(collection), { key, reason });
  }

  private async useOf(project: string, feature: string): Promise<EventSelector | undefined> {
    const found = await this.definitions.find(project, 'feature', feature);
    return found !== undefined && 'use' in found.data ? found.data.use : undefined;
  }

  private async refuseUnknownExperiment(project: string, { kind, data }: Definition): Promise<void> {
    if (kind !== 'funnel' || data.experiment === undefined) return;
    if ((await this.experiments.find(project, data.experiment)) === undefined)
      throw badReference(
        'EXPERIMENT_NOT_FOUND',
        'experiment',
        data.experiment,
        `names the experiment "${data.experiment}", which does not exist`,
      );
  }
}
