import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { ValidationProblem } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, HttpCode, HttpStatus, Param, Post, UseInterceptors } from '@nestjs/common';
import { RolloutAnswers } from '../rolling/rollout-answers.js';
import type { RolloutView } from '../rolling/rollout-view.js';
import { RolloutsService } from '../rolling/rollouts.service.js';
import { AdvanceDto, NothingDto, PauseDto, RollbackDto, StartDto } from './rollout-command.dto.js';

/** What people do to a rollout: start, advance, pause, resume, complete, roll back. */
@Controller('api/v1/rollouts/:key')
@UseInterceptors(AvailabilityInterceptor)
export class RolloutStepsController {
  constructor(
    private readonly rollouts: RolloutsService,
    private readonly answers: RolloutAnswers,
  ) {}

  @Post('start')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  async start(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { tier, version }: StartDto,
  ): Promise<RolloutView> {
    const first = (await this.rollouts.existing(project, key)).design.tiers[0]?.key;
    if (tier !== undefined && tier !== first)
      throw new ValidationProblem([
        { path: 'tier', value: tier, message: `must be ${String(first)}: no tier is skipped` },
      ]);
    return this.answers.view(project, await this.rollouts.start({ project, actor, key }, version));
  }

  @Post('advance')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  async advance(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { override }: AdvanceDto,
  ): Promise<RolloutView> {
    return this.answers.view(project, await this.rollouts.advance({ project, actor, key }, override));
  }

  @Post('pause')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  async pause(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason }: PauseDto,
  ): Promise<RolloutView> {
    return this.answers.view(project, await this.rollouts.pause({ project, actor, key }, reason));
  }

  @Post('resume')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  async resume(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() _body: NothingDto,
  ): Promise<RolloutView> {
    return this.answers.view(project, await this.rollouts.resume({ project, actor, key }));
  }

  @Post('complete')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  async complete(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() _body: NothingDto,
  ): Promise<RolloutView> {
    return this.answers.view(project, await this.rollouts.complete({ project, actor, key }));
  }

  @Post('rollback')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  async rollBack(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason, to = 'previous' }: RollbackDto,
  ): Promise<RolloutView> {
    return this.answers.view(project, await this.rollouts.rollBack({ project, actor, key }, reason, to));
  }
}
