import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExplainDto, ExplainQueryDto } from './explain.dto.js';
import type { FlagExplanation } from './flag-explain.service.js';
import { FlagExplainService } from './flag-explain.service.js';

/** Why a unit gets what a flag gives: an experiment, a rollout or a release; now, or as of a time. */
@ApiTags('flags')
@Controller('api/v1/admin/flags/:flag/explain')
@Roles('viewer')
export class FlagExplainController {
  constructor(private readonly explanations: FlagExplainService) {}

  @Get()
  @ApiOperation({ summary: 'Why a unit gets what a flag gives, now or as of a time.' })
  get(
    @CurrentPrincipal() who: Principal,
    @Param('flag') flag: string,
    @Query() query: ExplainQueryDto,
  ): Promise<FlagExplanation> {
    return this.explanations.explain(who, flag, query);
  }

  @Post()
  @ApiOperation({
    summary: 'Why a unit gets what a flag gives, for attributes that are too many for an address.',
  })
  @HttpCode(200)
  post(
    @CurrentPrincipal() who: Principal,
    @Param('flag') flag: string,
    @Body() body: ExplainDto,
  ): Promise<FlagExplanation> {
    return this.explanations.explain(who, flag, body);
  }
}
