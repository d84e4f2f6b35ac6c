import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AsOf, PagedListQuery } from '@assay/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SummaryPage } from './experiment-list.service.js';
import { ExperimentListService } from './experiment-list.service.js';

class ExperimentListQuery extends PagedListQuery {
  @AsOf()
  asOf?: string;
}

@ApiTags('experiment reports')
@Controller('api/v1/reports/experiments')
export class ExperimentListController {
  constructor(private readonly experiments: ExperimentListService) {}

  @Get()
  @ApiOperation({ summary: 'Which experiments there are reports of.' })
  @Roles('viewer')
  list(
    @CurrentPrincipal() { project }: Principal,
    @Query() { cursor = '', limit = 50, asOf }: ExperimentListQuery,
  ): Promise<SummaryPage> {
    return this.experiments.list(project, { after: cursor, limit, asOf });
  }
}
