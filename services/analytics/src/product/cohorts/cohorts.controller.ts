import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageFormatInterceptor } from '../../reporting/page-format.interceptor.js';
import type { Rendered } from '../../reporting/rendered.js';
import { PeriodQuery } from '../report/window.dto.js';
import type { CohortBy } from './cohort-lines.js';
import type { CohortsReport } from './cohorts-report.js';
import { CohortsService } from './cohorts.service.js';

class CohortsQuery extends PeriodQuery {
  @ApiPropertyOptional({ enum: ['day', 'week'], description: 'What cohorts are formed by.', default: 'week' })
  @IsOptional()
  @IsIn(['day', 'week'])
  by?: CohortBy;
}

@ApiTags('product reports')
@Controller('api/v1/reports/cohorts')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class CohortsController {
  constructor(private readonly cohorts: CohortsService) {}

  @Get()
  @ApiOperation({ summary: 'Who came back, by when they came first.' })
  @Roles('viewer')
  report(
    @CurrentPrincipal() { project }: Principal,
    @Query() { by = 'week', ...period }: CohortsQuery,
  ): Promise<Rendered<CohortsReport>> {
    return this.cohorts.report(project, { by, ...period });
  }
}
