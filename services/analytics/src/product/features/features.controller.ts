import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ReportFormatInterceptor } from '../report/report-format.interceptor.js';
import type { Page, Tabular } from '../report/table.js';
import { DEFAULT_DAYS, PagedWindowQuery, WindowQuery } from '../report/window.dto.js';
import type { FeatureReport } from './feature-report.js';
import { FeaturesService } from './features.service.js';

/** How features are taken up. */
@ApiTags('product reports')
@Controller('api/v1/reports/features')
@UseInterceptors(AvailabilityInterceptor, ReportFormatInterceptor)
export class FeaturesController {
  constructor(private readonly features: FeaturesService) {}

  @Get()
  @Roles('viewer')
  all(
    @CurrentPrincipal() { project }: Principal,
    @Query() { days = DEFAULT_DAYS, cursor = '', limit = 50, ...window }: PagedWindowQuery,
  ): Promise<Tabular<Page<FeatureReport>>> {
    return this.features.all(project, { days, ...window }, { after: cursor, limit });
  }

  @Get(':key')
  @Roles('viewer')
  one(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { days = DEFAULT_DAYS, ...window }: WindowQuery,
  ): Promise<Tabular<FeatureReport>> {
    return this.features.one(project, key, { days, ...window });
  }
}
