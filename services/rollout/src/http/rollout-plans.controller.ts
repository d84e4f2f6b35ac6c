import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Put,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Asker } from './asker.js';
import { CurrentAsker } from './asker.js';
import type { VersionsAnswer } from '../rollout-handling/rollout-answers.js';
import { RolloutAnswers } from '../rollout-handling/rollout-answers.js';
import type { RolloutView } from '../rollout-handling/rollout-view.js';
import { RolloutsService } from '../rollout-handling/rollouts.service.js';
import type { SignalAnswer } from '../rollout-handling/signal-answer.js';
import { PauseDto } from './rollout-command.dto.js';
import { NeedsDto, RolloutScheduleDto, SignalDto, VersionDto } from './rollout-plan.dto.js';

/** What a rollout goes by: versions, its schedule, what it needs, and what other systems say about it. */
@Controller('api/v1/rollouts/:key')
@UseInterceptors(AvailabilityInterceptor)
export class RolloutPlansController {
  constructor(
    private readonly rollouts: RolloutsService,
    private readonly answers: RolloutAnswers,
  ) {}

  @Get('versions')
  @ApiOperation({ summary: 'The versions of a rollout.' })
  @Roles('viewer')
  versions(@CurrentPrincipal() { project }: Principal, @Param('key') key: string): Promise<VersionsAnswer> {
    return this.answers.versions(project, key);
  }

  @Post('versions')
  @ApiOperation({ summary: 'Publishes a version of a rollout.' })
  @Roles('editor')
  async publish(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { name, artifact, notes }: VersionDto,
  ): Promise<VersionsAnswer> {
    await this.rollouts.publish(
      { ...asker, key },
      { name, ...(artifact === undefined ? {} : { artifact }), ...(notes === undefined ? {} : { notes }) },
    );
    return this.answers.versions(asker.project, key);
  }

  @Put('schedule')
  @ApiOperation({ summary: 'Schedules the next steps of a rollout.' })
  @Roles('approver')
  async schedule(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { steps }: RolloutScheduleDto,
  ): Promise<RolloutView> {
    const inUtc = steps.map(({ at }) => ({ at: new Date(at).toISOString() }));
    return this.answers.view(asker.project, await this.rollouts.schedule({ ...asker, key }, inUtc));
  }

  @Delete('schedule')
  @ApiOperation({ summary: 'Cancels the schedule of a rollout.' })
  @Roles('editor')
  async cancelSchedule(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { reason }: PauseDto,
  ): Promise<RolloutView> {
    return this.answers.view(asker.project, await this.rollouts.cancelSchedule({ ...asker, key }, reason));
  }

  @Put('needs')
  @ApiOperation({ summary: 'Sets which rollouts a rollout needs, and what happens when one is rolled back.' })
  @Roles('editor')
  async setNeeds(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { needs }: NeedsDto,
  ): Promise<RolloutView> {
    const complete = needs.map(({ rollout, onRollback = 'pause' }) => ({ rollout, onRollback }));
    await this.rollouts.setNeeds({ ...asker, key }, complete);
    return this.answers.view(asker.project, key);
  }

  @Post('signals')
  @ApiOperation({ summary: 'Takes what another system says about a rollout.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  signal(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { id, kind, detail, source, version }: SignalDto,
  ): Promise<SignalAnswer> {
    return this.rollouts.signal(
      { ...asker, key },
      {
        ...{ id, kind, detail },
        ...(source === undefined ? {} : { source }),
        ...(version === undefined ? {} : { version }),
      },
    );
  }
}
