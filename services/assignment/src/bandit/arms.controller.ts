import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageDto } from '../experiment/http/list-experiments.dto.js';
import type { ArmsView } from './arms-view.js';
import type { UpdatesPage, WeightsPage } from './arms.service.js';
import { ArmsService } from './arms.service.js';
import { WhatIfWeightsDto } from './what-if-weights.dto.js';

/** The arms of a bandit, their weights, and how these came about. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment/arms')
@Roles('viewer')
export class ArmsController {
  constructor(private readonly arms: ArmsService) {}

  @Get()
  @ApiOperation({ summary: 'The arms of a bandit and their weights.' })
  get(@CurrentPrincipal() who: Principal, @Param('experiment') experiment: string): Promise<ArmsView> {
    return this.arms.arms(who, experiment);
  }

  @Get('updates')
  @ApiOperation({ summary: 'Every change of the weights in the present run, the newest first.' })
  updates(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Query() page: PageDto,
  ): Promise<UpdatesPage> {
    return this.arms.updates(who, experiment, page);
  }

  @Get('what-if')
  @ApiOperation({
    summary: 'The changes of the weights as another policy would have made them of the same results.',
  })
  whatIf(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Query() asked: WhatIfWeightsDto,
  ): Promise<WeightsPage> {
    return this.arms.whatIf(who, experiment, asked);
  }
}
