import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { PageFormatInterceptor } from '../../reporting/page-format.interceptor.js';
import type { Rendered } from '../../reporting/rendered.js';
import { PagedPeriodQuery, PeriodQuery } from '../report/window.dto.js';
import type { EventNamesReport, UsageReport } from './usage-report.js';
import { UsageService } from './usage.service.js';

class UsageQuery extends PeriodQuery {
  @ApiPropertyOptional({ description: 'Only events of this name.' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  event?: string;
}

/** How much is done, day by day, and what. */
@ApiTags('product reports')
@Controller('api/v1/reports/usage')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @ApiOperation({ summary: 'How much is done, day by day.' })
  @Roles('viewer')
  byDay(
    @CurrentPrincipal() { project }: Principal,
    @Query() query: UsageQuery,
  ): Promise<Rendered<UsageReport>> {
    return this.usage.byDay(project, query);
  }

  @Get('events')
  @ApiOperation({ summary: 'What is done, by the names of events.' })
  @Roles('viewer')
  names(
    @CurrentPrincipal() { project }: Principal,
    @Query() { limit = 100, ...query }: PagedPeriodQuery,
  ): Promise<Rendered<EventNamesReport>> {
    return this.usage.names(project, { ...query, limit });
  }
}
