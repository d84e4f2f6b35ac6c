import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { TOPICS } from '@assay/contracts';
import { DataAccess } from '@assay/privacy';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { aaReport } from './aa-check/aa-report.js';
import { armsReport } from './arms/arms-report.js';
import { breakdownReport } from './breakdown/breakdown-report.js';
import { explainMetric } from './explain-metric/explain-metric.js';
import { noveltyReport } from './novelty/novelty-report.js';
import { powerReport } from './power/power-report.js';
import { ExperimentReader } from './read/experiment-reader.js';
import type { Rendered } from '../reporting/rendered.js';
import { PageFormatInterceptor } from '../reporting/page-format.interceptor.js';
import {
  BreakdownQuery,
  ExplainMetricQuery,
  MetricQuery,
  NoveltyQuery,
  PowerQuery,
  ReportQuery,
  SeriesQuery,
} from './reports.dto.js';
import { sampleRatioReport } from './sample-ratio/sample-ratio-report.js';
import { seriesReport } from './series/series-report.js';

/** What an experiment has come to, from every side. */
@ApiTags('experiment reports')
@Controller('api/v1/reports/experiments/:key')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class ReportsController {
  constructor(
    private readonly reader: ExperimentReader,
    private readonly access: DataAccess,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The results of an experiment.' })
  @Roles('viewer')
  results(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: ReportQuery,
  ): Promise<Rendered> {
    return this.reader.results({ project, key, ...query });
  }

  @Get('series')
  @ApiOperation({ summary: 'One metric by day of first exposure.' })
  @Roles('viewer')
  series(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: SeriesQuery,
  ): Promise<Rendered> {
    return this.reader.read({ project, key, ...query }, (subject) => seriesReport(subject, query));
  }

  @Get('breakdown')
  @ApiOperation({ summary: 'One metric by the values of a registered dimension.' })
  @Roles('viewer')
  breakdown(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: BreakdownQuery,
  ): Promise<Rendered> {
    return this.reader.read({ project, key, ...query }, (subject) => breakdownReport(subject, query));
  }

  @Get('sample-ratio')
  @ApiOperation({ summary: 'Whether the variants got the units that their weights say.' })
  @Roles('viewer')
  sampleRatio(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: ReportQuery,
  ): Promise<Rendered> {
    return this.reader.read({ project, key, ...query }, sampleRatioReport);
  }

  @Get('novelty')
  @ApiOperation({ summary: 'Whether an effect wears off.' })
  @Roles('viewer')
  novelty(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: NoveltyQuery,
  ): Promise<Rendered> {
    return this.reader.read({ project, key, ...query }, (subject) => noveltyReport(subject, query));
  }

  @Get('power')
  @ApiOperation({ summary: 'Which effect is found by now, and the units and days to go.' })
  @Roles('viewer')
  power(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: PowerQuery,
  ): Promise<Rendered> {
    return this.reader.read({ project, key, ...query }, (subject) => powerReport(subject, query));
  }

  @Get('aa-check')
  @ApiOperation({ summary: 'Whether arms differ that get the same.' })
  @Roles('viewer')
  aaCheck(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: ReportQuery,
  ): Promise<Rendered> {
    return this.reader.read({ project, key, ...query }, aaReport);
  }

  @Get('arms')
  @ApiOperation({ summary: 'The variants as arms: draws, rewards and the chance to be the best.' })
  @Roles('viewer')
  arms(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: MetricQuery,
  ): Promise<Rendered> {
    return this.reader.read({ project, key, ...query }, (subject) => armsReport(subject, query));
  }

  @Get('explain-metric')
  @ApiOperation({ summary: 'What a figure of a metric is made of.' })
  @Roles('analyst')
  async explainMetric(
    @CurrentPrincipal() who: Principal,
    @Param('key') key: string,
    @Query() query: ExplainMetricQuery,
  ): Promise<Rendered> {
    const { unit: subject, asOf: until } = query;
    if (subject !== undefined)
      await this.access.note(who, { topic: TOPICS.interactions.name, subject, until });
    const { project } = who;
    return this.reader.read({ project, key, ...query }, (run) => explainMetric(run, query));
  }
}
