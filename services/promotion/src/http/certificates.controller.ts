import type { Certificate, CertificateVerdict, RollbackCertificate } from '@assay/contracts';
import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Param, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { eligibility } from '../certificate/certificate.js';
import { watch } from '../certificate/rollback-certificate.js';
import { PromotionHistoryService } from '../promotion-handling/promotion-history.service.js';
import { notRolledBack } from '../promotion-handling/promotion-problems.js';

/** What decisions rest on, and whether it leads to them again. */
@Controller('api/v1/promotions/:experiment/certificates/:promotionId')
@Roles('viewer')
@UseInterceptors(AvailabilityInterceptor)
export class CertificatesController {
  constructor(private readonly histories: PromotionHistoryService) {}

  @Get()
  @ApiOperation({ summary: 'What a promotion rests on.' })
  async certificate(
    @CurrentPrincipal() { project }: Principal,
    @Param('experiment') experiment: string,
    @Param('promotionId') promotionId: string,
  ): Promise<Certificate> {
    return (await this.histories.record(project, experiment, promotionId)).certificate;
  }

  @Get('verify')
  @ApiOperation({ summary: 'Whether a promotion follows from its certificate.' })
  async verify(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Param('promotionId') promotionId: string,
  ): Promise<CertificateVerdict> {
    return eligibility.verify(await this.certificate(principal, experiment, promotionId));
  }

  @Get('rollback')
  @ApiOperation({ summary: 'What the rollback of a promotion rests on.' })
  async rollback(
    @CurrentPrincipal() { project }: Principal,
    @Param('experiment') experiment: string,
    @Param('promotionId') promotionId: string,
  ): Promise<RollbackCertificate> {
    const { rollbackCertificate } = await this.histories.record(project, experiment, promotionId);
    if (rollbackCertificate === null) throw notRolledBack(promotionId);
    return rollbackCertificate;
  }

  @Get('rollback/verify')
  @ApiOperation({ summary: 'Whether a rollback follows from its certificate.' })
  async verifyRollback(
    @CurrentPrincipal() principal: Principal,
    @Param('experiment') experiment: string,
    @Param('promotionId') promotionId: string,
  ): Promise<CertificateVerdict> {
    return watch.verify(await this.rollback(principal, experiment, promotionId));
  }
}
