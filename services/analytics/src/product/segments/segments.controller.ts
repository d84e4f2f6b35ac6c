import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageFormatInterceptor } from '../../reporting/page-format.interceptor.js';
import type { Rendered } from '../../reporting/rendered.js';
import { DEFAULT_DAYS, PagedWindowQuery } from '../report/window.dto.js';
import type { SegmentsReport } from './segments-report.js';
import { SegmentsService } from './segments.service.js';

@ApiTags('product reports')
@Controller('api/v1/reports/segments')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class SegmentsController {
  constructor(private readonly segments: SegmentsService) {}

  @Get()
  @ApiOperation({ summary: 'What is done in each segment.' })
  @Roles('viewer')
  report(
    @CurrentPrincipal() { project }: Principal,
    @Query() { days = DEFAULT_DAYS, cursor = '', limit = 50, ...window }: PagedWindowQuery,
  ): Promise<Rendered<SegmentsReport>> {
    return this.segments.report(project, { days, ...window, after: cursor, limit });
  }
}
