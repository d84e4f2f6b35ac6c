import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, Param, Post, Put, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Dimensions } from '../dimensions.decider.js';
import type { ExperimentMetrics } from '../experiment-metrics.decider.js';
import { MetricsService } from '../metrics.service.js';
import { dimensionFrom, metricFrom } from './metric-request.js';

/** What is measured besides the design of an experiment, and by what results are broken down. */
@ApiTags('metrics')
@Controller('api/v1/admin/analytics')
@UseInterceptors(AvailabilityInterceptor)
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get('experiments/:key/metrics')
  @Roles('viewer')
  further(@CurrentPrincipal() { project }: Principal, @Param('key') key: string): Promise<ExperimentMetrics> {
    return this.metrics.further(project, key);
  }

  @Put('experiments/:key/metrics/:metric')
  @Roles('editor')
  set(
    @CurrentPrincipal() who: Principal,
    @Param('key') key: string,
    @Param('metric') metric: string,
    @Body() body: unknown,
  ): Promise<ExperimentMetrics> {
    return this.metrics.set(who, key, metricFrom(metric, body));
  }

  @Get('dimensions')
  @Roles('viewer')
  dimensions(@CurrentPrincipal() { project }: Principal): Promise<Dimensions> {
    return this.metrics.dimensions(project);
  }

  @Post('dimensions')
  @Roles('editor')
  register(@CurrentPrincipal() who: Principal, @Body() body: unknown): Promise<Dimensions> {
    return this.metrics.register(who, dimensionFrom(body));
  }
}
