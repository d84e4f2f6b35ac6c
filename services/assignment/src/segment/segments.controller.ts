import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { IdempotencyKey, TakesDefinitions } from '@assay/platform';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DefinitionPage } from '../references/definition-list.js';
import { NamedKey } from '../references/named-key.js';
import { DefinitionPageDto, pageOptions } from '../references/page.dto.js';
import { DefineSegmentDto } from './segment.dto.js';
import type { SegmentView } from './segments.service.js';
import { SegmentsService } from './segments.service.js';

/** Named sets of units. */
@ApiTags('segments')
@Controller('api/v1/admin/segments')
@Roles('editor')
export class SegmentsController {
  constructor(private readonly segments: SegmentsService) {}

  @Get()
  @ApiOperation({ summary: 'Segments.' })
  @Roles('viewer')
  list(
    @CurrentPrincipal() who: Principal,
    @Query() page: DefinitionPageDto,
  ): Promise<DefinitionPage<SegmentView>> {
    return this.segments.list(who, pageOptions(page));
  }

  @Get(':segment')
  @ApiOperation({ summary: 'A segment.' })
  @Roles('viewer')
  get(@CurrentPrincipal() who: Principal, @Param('segment', NamedKey) segment: string): Promise<SegmentView> {
    return this.segments.get(who, segment);
  }

  @Put(':segment')
  @ApiOperation({ summary: 'Defines a segment by a rule.' })
  @TakesDefinitions()
  define(
    @CurrentPrincipal() who: Principal,
    @Param('segment', NamedKey) segment: string,
    @Body() body: DefineSegmentDto,
    @IdempotencyKey() idempotencyKey?: string,
  ): Promise<SegmentView> {
    return this.segments.defineRule(who, { key: segment, idempotencyKey }, body);
  }
}
