import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DayCount } from '../filtered-counts.js';
import type { CountedFilter, TrafficFilterView } from '../traffic-filters.service.js';
import { TrafficFiltersService } from '../traffic-filters.service.js';
import { filterKey, filterOf } from './traffic-filter-request.js';
import { DefineTrafficFilterDto, RemoveTrafficFilterDto } from './traffic-filter.dto.js';

/** Rules for bots and internal traffic, and how much they kept apart. */
@ApiTags('traffic filters')
@Controller('api/v1/admin/traffic-filters')
@UseInterceptors(AvailabilityInterceptor)
export class TrafficFiltersController {
  constructor(private readonly filters: TrafficFiltersService) {}

  @Get()
  @ApiOperation({ summary: 'All rules for bots and internal traffic.' })
  @Roles('viewer')
  async list(
    @CurrentPrincipal() { project }: Principal,
  ): Promise<{ readonly items: readonly CountedFilter[] }> {
    return { items: await this.filters.list(project) };
  }

  @Get(':key')
  @ApiOperation({ summary: 'One rule for bots or internal traffic.' })
  @Roles('viewer')
  view(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
  ): Promise<TrafficFilterView & { readonly days: readonly DayCount[] }> {
    return this.filters.view(project, filterKey(key));
  }

  @Put(':key')
  @ApiOperation({ summary: 'Defines a rule for bots or internal traffic.' })
  @Roles('editor')
  define(
    @CurrentPrincipal() who: Principal,
    @Param('key') key: string,
    @Body() body: DefineTrafficFilterDto,
  ): Promise<TrafficFilterView> {
    return this.filters.define(who, filterOf(key, body));
  }

  @Delete(':key')
  @ApiOperation({ summary: 'Removes a rule.' })
  @Roles('editor')
  remove(
    @CurrentPrincipal() who: Principal,
    @Param('key') key: string,
    @Body() { reason }: RemoveTrafficFilterDto,
  ): Promise<TrafficFilterView> {
    return this.filters.remove(who, filterKey(key), reason);
  }
}
