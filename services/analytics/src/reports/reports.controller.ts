import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ListQuery, ReportQuery } from './reports.dto.js';
import type { ExperimentReport } from './report.js';
import type { SummaryPage } from './reports.service.js';
import { ReportsService } from './reports.service.js';

/** What the experiments have come to. */
@Controller('api/v1/reports/experiments')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get()
  @Roles('viewer')
  list(
    @CurrentPrincipal() { project }: Principal,
    @Query() { cursor = '', limit = 50 }: ListQuery,
  ): Promise<SummaryPage> {
    return this.reports.list(project, { after: cursor, limit });
  }

  @Get(':key')
  @Roles('viewer')
  report(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { run }: ReportQuery,
  ): Promise<ExperimentReport> {
    return this.reports.report({ project, key, run });
  }
}
