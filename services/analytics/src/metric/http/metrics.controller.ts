import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { TakesBody } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ExperimentMetrics } from '../experiment-metrics.js';
import { MetricsService } from '../metrics.service.js';
import { archivingFrom, BODIES, daysFrom, metricFrom } from './metric-request.js';

/** What is measured besides the design of an experiment. */
@ApiTags('metrics')
@Controller('api/v1/admin/analytics/experiments/:key/metrics')
@UseInterceptors(AvailabilityInterceptor)
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Roles('viewer')
  further(@CurrentPrincipal() { project }: Principal, @Param('key') key: string): Promise<ExperimentMetrics> {
    return this.metrics.further(project, key);
  }

  @Put(':metric')
  @Roles('editor')
  @TakesBody(BODIES.metric)
  set(
    @CurrentPrincipal() who: Principal,
    @Param('key') key: string,
    @Param('metric') metric: string,
    @Body() body: unknown,
  ): Promise<ExperimentMetrics> {
    return this.metrics.set(who, key, metricFrom(metric, body));
  }

  @Delete(':metric')
  @Roles('editor')
  @TakesBody(BODIES.archived)
  archive(
    @CurrentPrincipal() who: Principal,
    @Param('key') key: string,
    @Param('metric') metric: string,
    @Body() body: unknown,
  ): Promise<ExperimentMetrics> {
    return this.metrics.archive(who, key, archivingFrom(metric, body));
  }

  @Put(':metric/days')
  @Roles('analyst')
  @TakesBody(BODIES.days)
  countDays(
    @CurrentPrincipal() who: Principal,
    @Param('key') key: string,
    @Param('metric') metric: string,
    @Body() body: unknown,
  ): Promise<ExperimentMetrics> {
    return this.metrics.countDays(who, key, daysFrom(metric, body));
  }
}
