import type { Certificate } from '@assay/contracts';
import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, Delete, Get, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AvailabilityInterceptor } from '@assay/projections';
import type { CertificateVerdict } from '../certificate/verify-certificate.js';
import { verifyCertificate } from '../certificate/verify-certificate.js';
import { EligibilityService } from '../promoting/eligibility.service.js';
import type { PromotionRecord } from '../promoting/promotion-record.js';
import { PromotionsService } from '../promoting/promotions.service.js';
import type { EligibilityView } from './eligibility-view.js';
import { eligibilityView } from './eligibility-view.js';
import { PromoteDto, RollbackDto } from './promotion.dto.js';
import { eligibilityRequest, promoteRequest, rollbackRequest } from './requests.js';
import { ThresholdsDto } from './thresholds.dto.js';
import { withStatus } from './with-status.js';

/** Promotions of an experiment: eligibility, promoting, rolling back, history, certificates. */
@Controller('api/v1/promotions/:experiment')
@UseInterceptors(AvailabilityInterceptor)
export class PromotionsController {
  constructor(
    private readonly eligibility: EligibilityService,
    private readonly promotions: PromotionsService,
  ) {}

  @Get('eligibility')
  @Roles('viewer')
  async check(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Query() query: ThresholdsDto,
  ): Promise<EligibilityView> {
    return eligibilityView(await this.eligibility.assess(eligibilityRequest(principal, experiment, query)));
  }

  @Post()
  @Roles('approver')
  async promote(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Body() body: PromoteDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PromotionRecord> {
    return withStatus(await this.promotions.promote(promoteRequest(principal, experiment, body)), reply);
  }

  @Delete()
  @Roles('approver')
  async rollBack(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Body() body: RollbackDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PromotionRecord> {
    return withStatus(await this.promotions.rollBack(rollbackRequest(principal, experiment, body)), reply);
  }

  @Get('history')
  @Roles('viewer')
  async history(
    @CurrentPrincipal() { project }: Principal,
    @Param('experiment') experiment: string,
  ): Promise<{ readonly promotions: readonly PromotionRecord[] }> {
    return { promotions: await this.promotions.history(project, experiment) };
  }

  @Get('certificates/:promotionId')
  @Roles('viewer')
  async certificate(
    @CurrentPrincipal() { project }: Principal,
    @Param('experiment') experiment: string,
    @Param('promotionId') promotionId: string,
  ): Promise<Certificate> {
    return (await this.promotions.record(project, experiment, promotionId)).certificate;
  }

  @Get('certificates/:promotionId/verify')
  @Roles('viewer')
  async verify(
    @CurrentPrincipal() { project }: Principal,
    @Param('experiment') experiment: string,
    @Param('promotionId') promotionId: string,
  ): Promise<CertificateVerdict> {
    const { certificate } = await this.promotions.record(project, experiment, promotionId);
    return verifyCertificate(certificate);
  }
}
