import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, HttpCode, HttpStatus, Post, UseInterceptors } from '@nestjs/common';
import { AvailabilityInterceptor } from '@assay/projections';
import type { RolloutView } from '../rolling/rollout-view.js';
import { RolloutsService } from '../rolling/rollouts.service.js';
import { AdvanceFeatureDto, RollbackFeatureDto } from './rollout.dto.js';

interface Answer {
  readonly success: true;
  readonly data: RolloutView;
}

/** Rollouts under the paths and in the form that other systems use. */
@Controller('api/admin/rollout')
@UseInterceptors(AvailabilityInterceptor)
export class AdminRolloutController {
  constructor(private readonly rollouts: RolloutsService) {}

  @Post('advance')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  async advance(
    @CurrentPrincipal() { project, actor }: Principal,
    @Body() { featureName: key, override }: AdvanceFeatureDto,
  ): Promise<Answer> {
    return { success: true, data: await this.rollouts.advance({ project, actor, key }, override) };
  }

  @Post('rollback')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  async rollBack(
    @CurrentPrincipal() { project, actor }: Principal,
    @Body() { featureName: key, reason }: RollbackFeatureDto,
  ): Promise<Answer> {
    return { success: true, data: await this.rollouts.rollBack({ project, actor, key }, reason) };
  }
}
