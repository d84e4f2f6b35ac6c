import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { IdempotencyKey } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EligibilityService } from '../promotion-handling/eligibility.service.js';
import { OwnersAnswer } from '../promotion-handling/owners-answer.js';
import { PromotionHistoryService } from '../promotion-handling/promotion-history.service.js';
import { PromotionsService } from '../promotion-handling/promotions.service.js';
import { RollbacksService } from '../promotion-handling/rollbacks.service.js';
import type { EligibilityView } from './eligibility-view.js';
import { eligibilityView } from './eligibility-view.js';
import { PagedQuery } from '../paging/paged-query.js';
import type { Answer, MonitoringPromotion, PromotedData } from './monitoring-answers.js';
import { monitoringPromotion, promotedData, rolledBackData } from './monitoring-answers.js';
import { promotedAnswer, withStatus } from './promoted-answer.js';
import { PromoteDto, RollbackDto } from './promotion.dto.js';
import { eligibilityRequest, historyRequest, promoteRequest, rollbackRequest } from './requests.js';
import { ThresholdsDto } from './thresholds.dto.js';

/** Promotions under the paths and in the form that other systems use. */
@Controller('api/monitoring/experiments/:name')
@UseInterceptors(AvailabilityInterceptor)
export class MonitoringController {
  constructor(
    private readonly eligibility: EligibilityService,
    private readonly promotions: PromotionsService,
    private readonly rollbacks: RollbacksService,
    private readonly answer: OwnersAnswer,
    private readonly histories: PromotionHistoryService,
  ) {}

  @Get('promote')
  @ApiOperation({ summary: 'Whether an experiment may be promoted, in the form that other systems use.' })
  @Roles('viewer')
  async check(
    @CurrentPrincipal() principal: Principal,
    @Param('name') name: string,
    @Query() query: ThresholdsDto,
  ): Promise<Answer<EligibilityView>> {
    const found = await this.eligibility.assess(eligibilityRequest(principal, name, query));
    return { success: true, data: eligibilityView(found) };
  }

  @Post('promote')
  @ApiOperation({ summary: 'Promotes an experiment, in the form that other systems use.' })
  @Roles('approver')
  async promote(
    @CurrentPrincipal() principal: Principal,
    @Param('name') name: string,
    @Body() body: PromoteDto,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<PromotedData>> {
    const promoted = await this.promotions.promote(promoteRequest(principal, name, body, key));
    return promotedData(name, promotedAnswer(promoted, reply));
  }

  @Delete('promote')
  @ApiOperation({ summary: 'Rolls a promotion back, in the form that other systems use.' })
  @Roles('approver')
  async rollBack(
    @CurrentPrincipal() principal: Principal,
    @Param('name') name: string,
    @Body() body: RollbackDto,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<PromotedData>> {
    const { experiment, promotionId } = await this.rollbacks.ask(rollbackRequest(principal, name, body, key));
    const record = await this.answer.to(principal.project, experiment, promotionId);
    return rolledBackData(name, withStatus(record, reply));
  }

  @Get('history')
  @ApiOperation({ summary: 'Promotions of an experiment, in the form that other systems use.' })
  @Roles('viewer')
  async history(
    @CurrentPrincipal() principal: Principal,
    @Param('name') name: string,
    @Query() query: PagedQuery,
  ): Promise<Answer<readonly MonitoringPromotion[]>> {
    const { promotions, statistics, nextCursor } = await this.histories.page(
      historyRequest(principal, name, query),
    );
    const data = promotions.map((promotion) => monitoringPromotion(name, promotion));
    return { success: true, data, statistics, nextCursor };
  }
}
