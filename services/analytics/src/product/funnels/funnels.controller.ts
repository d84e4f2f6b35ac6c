import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { NumberInText } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { PageFormatInterceptor } from '../../reporting/page-format.interceptor.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { Page } from '../../reporting/table.js';
import { DEFAULT_DAYS, PagedReportsQuery, WindowQuery } from '../report/window.dto.js';
import type { FunnelReport } from './funnel-report.js';
import type { ListedFunnel } from './funnels.service.js';
import { FunnelsService } from './funnels.service.js';

class FunnelQuery extends WindowQuery {
  @ApiPropertyOptional({ description: 'Which run of the experiment; the latest where none is named.' })
  @IsOptional()
  @NumberInText()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  run?: number;
}

/** How far units come along ordered steps. */
@ApiTags('product reports')
@Controller('api/v1/reports/funnels')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class FunnelsController {
  constructor(private readonly funnels: FunnelsService) {}

  @Get()
  @ApiOperation({ summary: 'How far units come along every funnel.' })
  @Roles('viewer')
  all(
    @CurrentPrincipal() { project }: Principal,
    @Query() { cursor = '', limit = 50 }: PagedReportsQuery,
  ): Promise<Rendered<Page<ListedFunnel>>> {
    return this.funnels.all(project, { after: cursor, limit });
  }

  @Get(':key')
  @ApiOperation({ summary: 'How far units come along a funnel.' })
  @Roles('viewer')
  one(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { days = DEFAULT_DAYS, ...asked }: FunnelQuery,
  ): Promise<Rendered<FunnelReport>> {
    return this.funnels.one(project, key, { days, ...asked });
  }
}
