import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Get, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Rendered } from '../../reporting/rendered.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { DefinedReports } from './defined-reports.js';
import type { Page } from '../../reporting/table.js';
import { DEFAULT_DAYS, PagedWindowQuery, WindowQuery } from './window.dto.js';

/** The routes of reports on whatever is defined of a kind. */
export abstract class DefinedReportsController<Report extends { readonly coverage: Coverage }> {
  protected abstract readonly reports: DefinedReports<Report>;

  @Get()
  @ApiOperation({ summary: 'A report on each that is defined.' })
  @Roles('viewer')
  all(
    @CurrentPrincipal() { project }: Principal,
    @Query() { days = DEFAULT_DAYS, cursor = '', limit = 50, ...window }: PagedWindowQuery,
  ): Promise<Rendered<Page<Report>>> {
    return this.reports.all(project, { days, ...window }, { after: cursor, limit });
  }

  @Get(':key')
  @ApiOperation({ summary: 'The report on one that is defined.' })
  @Roles('viewer')
  one(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { days = DEFAULT_DAYS, ...window }: WindowQuery,
  ): Promise<Rendered<Report>> {
    return this.reports.one(project, key, { days, ...window });
  }
}
