import { Roles } from '@assay/auth';
import { ValidationProblem } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, HttpCode, HttpStatus, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Asker } from './asker.js';
import { CurrentAsker } from './asker.js';
import { RolloutAnswers } from '../rollout-handling/rollout-answers.js';
import type { RolloutView } from '../rollout-handling/rollout-view.js';
import { RolloutsService } from '../rollout-handling/rollouts.service.js';
import { AdvanceDto, NothingDto, PauseDto, RolloutRollbackDto, StartDto } from './rollout-command.dto.js';

/** What people do to a rollout: start, advance, pause, resume, complete, roll back. */
@Controller('api/v1/rollouts/:key')
@UseInterceptors(AvailabilityInterceptor)
export class RolloutStepsController {
  constructor(
    private readonly rollouts: RolloutsService,
    private readonly answers: RolloutAnswers,
  ) {}

  @Post('start')
  @ApiOperation({ summary: 'Starts a rollout in its first tier.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  async start(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { tier, version }: StartDto,
  ): Promise<RolloutView> {
    const first = (await this.rollouts.existing(asker.project, key)).design.tiers[0]?.key;
    if (tier !== undefined && tier !== first)
      throw new ValidationProblem([
        { path: 'tier', value: tier, message: `must be ${String(first)}: no tier is skipped` },
      ]);
    return this.answers.view(asker.project, await this.rollouts.start({ ...asker, key }, version));
  }

  @Post('advance')
  @ApiOperation({ summary: 'Advances a rollout to its next tier.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  async advance(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() wanted: AdvanceDto,
  ): Promise<RolloutView> {
    return this.answers.view(asker.project, await this.rollouts.advance({ ...asker, key }, wanted));
  }

  @Post('pause')
  @ApiOperation({ summary: 'Pauses a rollout.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  async pause(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { reason }: PauseDto,
  ): Promise<RolloutView> {
    return this.answers.view(asker.project, await this.rollouts.pause({ ...asker, key }, reason));
  }

  @Post('resume')
  @ApiOperation({ summary: 'Resumes a paused rollout.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  async resume(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() _body: NothingDto,
  ): Promise<RolloutView> {
    return this.answers.view(asker.project, await this.rollouts.resume({ ...asker, key }));
  }

  @Post('complete')
  @ApiOperation({ summary: 'Completes a rollout.' })
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  async complete(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() _body: NothingDto,
  ): Promise<RolloutView> {
    return this.answers.view(asker.project, await this.rollouts.complete({ ...asker, key }));
  }

  @Post('rollback')
  @ApiOperation({ summary: 'Rolls a rollout back.' })
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  async rollBack(
    @CurrentAsker() asker: Asker,
    @Param('key') key: string,
    @Body() { to = 'previous', ...wanted }: RolloutRollbackDto,
  ): Promise<RolloutView> {
    const rollout = await this.rollouts.rollBack({ ...asker, key }, { ...wanted, to });
    return this.answers.view(asker.project, rollout);
  }
}
