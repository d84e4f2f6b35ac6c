import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { TakesBody } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
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
  @ApiOperation({ summary: 'The metrics of an experiment besides those of its design.' })
  @Roles('viewer')
  further(@CurrentPrincipal() { project }: Principal, @Param('key') key: string): Promise<ExperimentMetrics> {
    return this.metrics.further(project, key);
  }

  @Put(':metric')
  @ApiOperation({ summary: 'Sets a further metric of an experiment, or another definition of it.' })
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
  @ApiOperation({ summary: 'Shows a metric of an experiment no more.' })
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
  @ApiOperation({ summary: 'Counts a metric on each of the first days since first exposure.' })
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
