import { Roles } from '@assay/auth';
import { Body, Controller, HttpCode, HttpStatus, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { AvailabilityInterceptor } from '@assay/projections';
import type { Asker } from './asker.js';
import { CurrentAsker } from './asker.js';
import { RolloutAnswers } from '../rollout-handling/rollout-answers.js';
import type { RolloutView } from '../rollout-handling/rollout-view.js';
import { RolloutsService } from '../rollout-handling/rollouts.service.js';
import { AdvanceFeatureDto, RollbackFeatureDto } from './rollout-command.dto.js';

interface Answer {
  readonly success: true;
  readonly data: RolloutView;
}

/** Rollouts under the paths and in the form that other systems use. */
@Controller('api/admin/rollout')
@UseInterceptors(AvailabilityInterceptor)
export class AdminRolloutController {
  constructor(
    private readonly rollouts: RolloutsService,
    private readonly answers: RolloutAnswers,
  ) {}

  @Post('advance')
  @ApiOperation({ summary: 'Advances a rollout, in the form that other systems use.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  async advance(
    @CurrentAsker() asker: Asker,
    @Body() { featureName: key, ...wanted }: AdvanceFeatureDto,
  ): Promise<Answer> {
    const rollout = await this.rollouts.advance({ ...asker, key }, wanted);
    return { success: true, data: await this.answers.view(asker.project, rollout) };
  }

  @Post('rollback')
  @ApiOperation({ summary: 'Turns a rollout off, in the form that other systems use.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  async rollBack(
    @CurrentAsker() asker: Asker,
    @Body() { featureName: key, ...wanted }: RollbackFeatureDto,
  ): Promise<Answer> {
    const rollout = await this.rollouts.rollBack({ ...asker, key }, { ...wanted, to: 'off' });
    return { success: true, data: await this.answers.view(asker.project, rollout) };
  }
}
