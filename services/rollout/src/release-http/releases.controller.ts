import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AsOfQuery } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Asker } from '../http/asker.js';
import { CurrentAsker } from '../http/asker.js';
import { ReleaseReader } from '../release-routing/release-reader.js';
import { ReleaseTable } from '../release-routing/release-table.js';
import type { HistoryPage, PastRelease } from '../release-handling/release-history.service.js';
import { ReleaseHistory } from '../release-handling/release-history.service.js';
import type { HealthView, ReleaseSummary, ReleaseView } from '../release-handling/release-view.js';
import { summaryOf } from '../release-handling/release-view.js';
import { ReleasesService } from '../release-handling/releases.service.js';
import { designOf } from './release-design.js';
import { CreateReleaseDto, HistoryQuery, ReleasePageQuery } from './release.dto.js';

const PAGE = 50;

interface Page {
  readonly releases: readonly ReleaseSummary[];
  /** Give it as `after`; null on the last page. */
  readonly next: string | null;
}

/** Releases: what there is, how it is doing, and what happened. */
@Controller('api/v1/releases')
@UseInterceptors(AvailabilityInterceptor)
export class ReleasesController {
  constructor(
    private readonly releases: ReleasesService,
    private readonly history: ReleaseHistory,
    private readonly reader: ReleaseReader,
    private readonly table: ReleaseTable,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Creates a release.' })
  @Roles('editor')
  create(@CurrentAsker() asker: Asker, @Body() body: CreateReleaseDto): Promise<ReleaseView> {
    return this.releases.create({ ...asker, key: body.key }, designOf(body));
  }

  @Get()
  @ApiOperation({ summary: 'Releases, now or as of a time.' })
  @Roles('viewer')
  async list(
    @CurrentPrincipal() { project }: Principal,
    @Query() { after = '', limit = PAGE, status, asOf }: ReleasePageQuery,
  ): Promise<Page> {
    this.reader.requireReady();
    if (asOf !== undefined) return this.history.pageAsOf(project, asOf, { after, limit, status });
    const releases = this.table.page(project, { after, limit, status }).map(summaryOf);
    return { releases, next: releases.length < limit ? null : (releases.at(-1)?.key ?? null) };
  }

  @Get(':key')
  @ApiOperation({ summary: 'A release, now or as of a time.' })
  @Roles('viewer')
  view(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { asOf }: AsOfQuery,
  ): Promise<ReleaseView | PastRelease> {
    return asOf === undefined ? this.releases.view(project, key) : this.history.asOf(project, key, asOf);
  }

  @Get(':key/health')
  @ApiOperation({ summary: 'How a release is doing.' })
  @Roles('viewer')
  health(@CurrentPrincipal() { project }: Principal, @Param('key') key: string): Promise<HealthView> {
    return this.releases.health(project, key);
  }

  @Get(':key/history')
  @ApiOperation({ summary: 'What happened to a release.' })
  @Roles('viewer')
  historyOf(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { after = 0, limit = PAGE, events = 'all' }: HistoryQuery,
  ): Promise<HistoryPage> {
    return this.history.page({ project, key }, { after, limit, events });
  }
}
