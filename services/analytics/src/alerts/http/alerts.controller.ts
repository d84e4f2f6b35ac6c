import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { NotFoundProblem } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AlertPage } from '../listing/alert-list.js';
import { AlertList } from '../listing/alert-list.js';
import type { AlertView } from '../listing/alert-view.js';
import { readCursor } from '../listing/cursor.js';
import { AlertsQuery } from './alerts.dto.js';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What passed its limit, and whether it is over. */
@ApiTags('alerts')
@Controller('api/v1/alerts')
@UseInterceptors(AvailabilityInterceptor)
export class AlertsController {
  constructor(private readonly list: AlertList) {}

  @Get()
  @ApiOperation({ summary: 'Alerts, page by page.' })
  @Roles('viewer')
  page(
    @CurrentPrincipal() { project }: Principal,
    @Query() { cursor = '', limit = 50, ...filter }: AlertsQuery,
  ): Promise<AlertPage> {
    return this.list.page(project, { ...filter, after: readCursor(cursor), limit });
  }

  @Get(':id')
  @ApiOperation({ summary: 'An alert.' })
  @Roles('viewer')
  async one(@CurrentPrincipal() { project }: Principal, @Param('id') id: string): Promise<AlertView> {
    const alert = ID.test(id) ? await this.list.find(project, id) : undefined;
    if (alert === undefined)
      throw new NotFoundProblem('ALERT_NOT_FOUND', `there is no alert with the id "${id}"`);
    return alert;
  }
}
