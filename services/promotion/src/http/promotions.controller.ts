import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { IdempotencyKey } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Delete, Get, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PagedQuery } from '../paging/paged-query.js';
import { EligibilityService } from '../promotion-handling/eligibility.service.js';
import { OwnersAnswer } from '../promotion-handling/owners-answer.js';
import type { PromotionHistory } from '../promotion-handling/promotion-history.service.js';
import { PromotionHistoryService } from '../promotion-handling/promotion-history.service.js';
import type { PromotionRecord } from '../promotion-handling/promotion-record.js';
import { PromotionsService } from '../promotion-handling/promotions.service.js';
import { RollbacksService } from '../promotion-handling/rollbacks.service.js';
import type { EligibilityView } from './eligibility-view.js';
import { eligibilityView } from './eligibility-view.js';
import type { PromotedAnswer } from './promoted-answer.js';
import { promotedAnswer, withStatus } from './promoted-answer.js';
import { PromoteDto, RollbackDto } from './promotion.dto.js';
import { eligibilityRequest, historyRequest, promoteRequest, rollbackRequest } from './requests.js';
import { ThresholdsDto } from './thresholds.dto.js';

/** Promotions of an experiment: eligibility, promoting, rolling back, history. */
@Controller('api/v1/promotions/:experiment')
@UseInterceptors(AvailabilityInterceptor)
export class PromotionsController {
  constructor(
    private readonly eligibility: EligibilityService,
    private readonly promotions: PromotionsService,
    private readonly rollbacks: RollbacksService,
    private readonly answer: OwnersAnswer,
    private readonly histories: PromotionHistoryService,
  ) {}

  @Get('eligibility')
  @ApiOperation({ summary: 'Whether an experiment may be promoted, and why not.' })
  @Roles('viewer')
  async check(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Query() query: ThresholdsDto,
  ): Promise<EligibilityView> {
    return eligibilityView(await this.eligibility.assess(eligibilityRequest(principal, experiment, query)));
  }

  @Post()
  @ApiOperation({ summary: 'Promotes an experiment.' })
  @Roles('approver')
  async promote(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Body() body: PromoteDto,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PromotedAnswer> {
    return promotedAnswer(
      await this.promotions.promote(promoteRequest(principal, experiment, body, key)),
      reply,
    );
  }

  @Delete()
  @ApiOperation({ summary: 'Rolls the promotion of an experiment back.' })
  @Roles('approver')
  async rollBack(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Body() body: RollbackDto,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PromotionRecord> {
    const asked = await this.rollbacks.ask(rollbackRequest(principal, experiment, body, key));
    return withStatus(await this.answer.to(principal.project, asked.experiment, asked.promotionId), reply);
  }

  @Get('history')
  @ApiOperation({ summary: 'Promotions of an experiment.' })
  @Roles('viewer')
  history(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Query() query: PagedQuery,
  ): Promise<PromotionHistory> {
    return this.histories.page(historyRequest(principal, experiment, query));
  }
}
