import { Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Param, Patch, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Asker } from './asker.js';
import { CurrentAsker } from './asker.js';
import { RolloutAnswers } from '../rollout-handling/rollout-answers.js';
import type { RolloutView } from '../rollout-handling/rollout-view.js';
import { RolloutsService } from '../rollout-handling/rollouts.service.js';
import { audienceChangeOf } from './audience-change.js';
import { AudienceDto } from './audience.dto.js';

/** Which units have the feature, whatever the share of the tier. */
@Controller('api/v1/rollouts/:key/audience')
@UseInterceptors(AvailabilityInterceptor)
export class RolloutAudienceController {
  constructor(
    private readonly rollouts: RolloutsService,
    private readonly answers: RolloutAnswers,
  ) {}

  @Patch()
  @ApiOperation({ summary: 'Changes which units have the feature or not, whatever the share of the tier.' })
  @Roles('editor')
  async change(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() body: AudienceDto,
  ): Promise<RolloutView> {
    const change = audienceChangeOf(key, body);
    return this.answers.view(
      asker.project,
      await this.rollouts.changeAudience({ ...asker, key }, change, body.reason),
    );
  }
}
