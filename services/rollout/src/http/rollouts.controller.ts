import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import type { NewId } from '@assay/platform';
import { IDS } from '@assay/platform';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { AvailabilityInterceptor } from '@assay/projections';
import { RolloutDirectory } from '../rolling/rollout-directory.js';
import type { RolloutSummary, RolloutView } from '../rolling/rollout-view.js';
import { summaryOf } from '../rolling/rollout-view.js';
import type { UnitAnswer } from '../rolling/rollouts.service.js';
import { RolloutsService } from '../rolling/rollouts.service.js';
import { designOf, keyOf } from './rollout-design.js';
import {
  AdvanceDto,
  CreateRolloutDto,
  NothingDto,
  PageQuery,
  PauseDto,
  RollbackDto,
  StartDto,
  WhyQuery,
} from './rollout.dto.js';

const PAGE = 50;

interface Page {
  readonly rollouts: readonly RolloutSummary[];
  /** Give it as `after`; null on the last page. */
  readonly next: string | null;
}

/** Rollouts: create, start, advance, roll back, and why. */
@Controller('api/v1/rollouts')
@UseInterceptors(AvailabilityInterceptor)
export class RolloutsController {
  constructor(
    private readonly rollouts: RolloutsService,
    private readonly directory: RolloutDirectory,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  @Post()
  @Roles('editor')
  create(
    @CurrentPrincipal() { project, actor }: Principal,
    @Body() body: CreateRolloutDto,
  ): Promise<RolloutView> {
    const key = keyOf(body);
    return this.rollouts.create({ project, actor, key }, designOf(key, this.newId(), body));
  }

  @Get()
  @Roles('viewer')
  async list(@CurrentPrincipal() { project }: Principal, @Query() query: PageQuery): Promise<Page> {
    const { after = '', limit = PAGE } = query;
    const rollouts = (await this.directory.page(project, after, limit)).map(summaryOf);
    return { rollouts, next: rollouts.length < limit ? null : (rollouts.at(-1)?.key ?? null) };
  }

  @Get(':key')
  @Roles('viewer')
  view(@CurrentPrincipal() { project }: Principal, @Param('key') key: string): Promise<RolloutView> {
    return this.rollouts.view(project, key);
  }

  @Get(':key/why')
  @Roles('viewer')
  why(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { unit }: WhyQuery,
  ): Promise<UnitAnswer> {
    return this.rollouts.why(project, key, unit);
  }

  @Post(':key/start')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  start(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() _body: StartDto,
  ): Promise<RolloutView> {
    return this.rollouts.start({ project, actor, key });
  }

  @Post(':key/advance')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  advance(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { override }: AdvanceDto,
  ): Promise<RolloutView> {
    return this.rollouts.advance({ project, actor, key }, override);
  }

  @Post(':key/pause')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  pause(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason }: PauseDto,
  ): Promise<RolloutView> {
    return this.rollouts.pause({ project, actor, key }, reason);
  }

  @Post(':key/resume')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  resume(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() _body: NothingDto,
  ): Promise<RolloutView> {
    return this.rollouts.resume({ project, actor, key });
  }

  @Post(':key/complete')
  @HttpCode(HttpStatus.OK)
  @Roles('approver')
  complete(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() _body: NothingDto,
  ): Promise<RolloutView> {
    return this.rollouts.complete({ project, actor, key });
  }

  @Post(':key/rollback')
  @HttpCode(HttpStatus.OK)
  @Roles('editor')
  rollBack(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason }: RollbackDto,
  ): Promise<RolloutView> {
    return this.rollouts.rollBack({ project, actor, key }, reason);
  }
}
