import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { PagedListQuery } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CatalogueQuery } from './catalogue.dto.js';
import type { CataloguePage, UsesPage } from './catalogue.service.js';
import { CatalogueService } from './catalogue.service.js';

/** The metrics of a project over all experiments. */
@ApiTags('metrics')
@Controller('api/v1/metrics')
@UseInterceptors(AvailabilityInterceptor)
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get()
  @ApiOperation({ summary: 'The metrics of a project.' })
  @Roles('viewer')
  list(
    @CurrentPrincipal() { project }: Principal,
    @Query() { limit = 50, ...query }: CatalogueQuery,
  ): Promise<CataloguePage> {
    return this.catalogue.list(project, { ...query, limit });
  }

  @Get(':key')
  @ApiOperation({ summary: 'Where a metric is used.' })
  @Roles('viewer')
  uses(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { cursor = '', limit = 50 }: PagedListQuery,
  ): Promise<UsesPage> {
    return this.catalogue.uses(project, key, { after: cursor, limit });
  }
}
