import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { TakesBody } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { MaxValues } from '../dimensions.decider.js';
import { DimensionsService } from '../dimensions.service.js';
import { BODIES, dimensionFrom, removalFrom } from './metric-request.js';

/** By what results are broken down. */
@ApiTags('metrics')
@Controller('api/v1/admin/analytics/dimensions')
@UseInterceptors(AvailabilityInterceptor)
export class DimensionsController {
  constructor(private readonly dimensions: DimensionsService) {}

  @Get()
  @ApiOperation({ summary: 'Attributes by which results are broken down.' })
  @Roles('viewer')
  list(@CurrentPrincipal() { project }: Principal): Promise<MaxValues> {
    return this.dimensions.list(project);
  }

  @Post()
  @ApiOperation({ summary: 'Breaks results down by an attribute.' })
  @Roles('editor')
  @TakesBody(BODIES.dimension)
  register(@CurrentPrincipal() who: Principal, @Body() body: unknown): Promise<MaxValues> {
    return this.dimensions.register(who, dimensionFrom(body));
  }

  @Delete(':attribute')
  @ApiOperation({ summary: 'Breaks results down by an attribute no more.' })
  @Roles('editor')
  @TakesBody(BODIES.removed)
  remove(
    @CurrentPrincipal() who: Principal,
    @Param('attribute') attribute: string,
    @Body() body: unknown,
  ): Promise<MaxValues> {
    return this.dimensions.remove(who, removalFrom(attribute, body));
  }
}
