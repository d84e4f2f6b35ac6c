import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExplainDto, ExplainQueryDto } from './explain.dto.js';
import { ExplainService } from './explain.service.js';
import type { ExplanationView } from './explanation-view.js';

/** Why a unit gets what it gets. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment/explain')
@Roles('viewer')
export class ExplainController {
  constructor(private readonly explanations: ExplainService) {}

  @Get()
  @ApiOperation({ summary: 'Why a unit gets what it gets of an experiment.' })
  get(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Query() query: ExplainQueryDto,
  ): Promise<ExplanationView> {
    return this.explanations.explain(who, experiment, query);
  }

  @Post()
  @ApiOperation({ summary: 'Why a unit gets what it gets, for attributes that are too many for an address.' })
  @HttpCode(200)
  post(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Body() body: ExplainDto,
  ): Promise<ExplanationView> {
    return this.explanations.explain(who, experiment, body);
  }
}
