import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageFormatInterceptor } from '../../reports/rendering/page-format.interceptor.js';
import type { Rendered } from '../../reports/rendering/rendered.js';
import type { Page } from '../report/table.js';
import { DEFAULT_DAYS, PagedWindowQuery, WindowQuery } from '../report/window.dto.js';
import type { PowerUsersReport } from './power-report.js';
import { PowerUsersService } from './power-users.service.js';

/** Who uses the most, and what they use. */
@ApiTags('product reports')
@Controller('api/v1/reports/power-users')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class PowerUsersController {
  constructor(private readonly powerUsers: PowerUsersService) {}

  @Get()
  @Roles('viewer')
  all(
    @CurrentPrincipal() { project }: Principal,
    @Query() { days = DEFAULT_DAYS, cursor = '', limit = 50, ...window }: PagedWindowQuery,
  ): Promise<Rendered<Page<PowerUsersReport>>> {
    return this.powerUsers.all(project, { days, ...window }, { after: cursor, limit });
  }

  @Get(':key')
  @Roles('viewer')
  one(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { days = DEFAULT_DAYS, ...window }: WindowQuery,
  ): Promise<Rendered<PowerUsersReport>> {
    return this.powerUsers.one(project, key, { days, ...window });
  }
}
