import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, Delete, Get, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AvailabilityInterceptor } from '@assay/projections';
import { EligibilityService } from '../promoting/eligibility.service.js';
import type { PromotionRecord } from '../promoting/promotion-record.js';
import { isPending, PromotionsService } from '../promoting/promotions.service.js';
import type { EligibilityView } from './eligibility-view.js';
import { eligibilityView } from './eligibility-view.js';
import { PromoteDto, RollbackDto } from './promotion.dto.js';
import { eligibilityRequest, promoteRequest, rollbackRequest } from './requests.js';
import { ThresholdsDto } from './thresholds.dto.js';
import { withStatus } from './with-status.js';

interface Answer<Data> {
  readonly success: true;
  readonly data: Data;
  readonly message?: string;
}

type Promoted = Answer<{ readonly promotion: PromotionRecord }>;

const answer = (promotion: PromotionRecord, done: string): Promoted => ({
  success: true,
  data: { promotion },
  message: isPending(promotion) ? `Promotion ${promotion.id} waits for its experiment` : done,
});

/** Promotions under the paths and in the form that other systems use. */
@Controller('api/monitoring/experiments/:name')
@UseInterceptors(AvailabilityInterceptor)
export class MonitoringController {
  constructor(
    private readonly eligibility: EligibilityService,
    private readonly promotions: PromotionsService,
  ) {}

  @Get('promote')
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
  @Roles('approver')
  async promote(
    @CurrentPrincipal() principal: Principal,
    @Param('name') name: string,
    @Body() body: PromoteDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Promoted> {
    const promotion = withStatus(await this.promotions.promote(promoteRequest(principal, name, body)), reply);
    return answer(promotion, `${promotion.promotedVariantName} is served to all`);
  }

  @Delete('promote')
  @Roles('approver')
  async rollBack(
    @CurrentPrincipal() principal: Principal,
    @Param('name') name: string,
    @Body() body: RollbackDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Promoted> {
    const promotion = withStatus(
      await this.promotions.rollBack(rollbackRequest(principal, name, body)),
      reply,
    );
    return answer(promotion, `${promotion.controlVariantName ?? 'control'} is served to all`);
  }

  @Get('history')
  @Roles('viewer')
  async history(
    @CurrentPrincipal() { project }: Principal,
    @Param('name') name: string,
  ): Promise<Answer<readonly PromotionRecord[]>> {
    return { success: true, data: await this.promotions.history(project, name) };
  }
}
