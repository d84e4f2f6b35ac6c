import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import type { NewId } from '@assay/platform';
import { AsOfQuery, IDS } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, Inject, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Asker } from './asker.js';
import { CurrentAsker } from './asker.js';
import type { PastRollout } from '../rollout-handling/past-rollouts.js';
import { PastRollouts } from '../rollout-handling/past-rollouts.js';
import type { StatisticsAnswer, UnitAnswer } from '../rollout-handling/rollout-answers.js';
import { RolloutAnswers } from '../rollout-handling/rollout-answers.js';
import { RolloutDirectory } from '../rollout-list/rollout-directory.js';
import type { RolloutSummary, RolloutView } from '../rollout-handling/rollout-view.js';
import { summaryOf } from '../rollout-handling/rollout-view.js';
import { RolloutsService } from '../rollout-handling/rollouts.service.js';
import type { ActivationRecord } from '../rollout/history/activation-record.js';
import { CreateRolloutDto } from './create-rollout.dto.js';
import { designOf, keyOf } from './rollout-design.js';
import { StatisticsQuery } from './rollout-command.dto.js';
import { PastPageQuery } from './fields.js';
import { WhyQuery } from './rollout-plan.dto.js';

const PAGE = 50;

interface Page {
  readonly rollouts: readonly RolloutSummary[];
  /** Give it as `after`; null on the last page. */
  readonly next: string | null;
}

/** Rollouts: create one, and see what there is and why. */
@Controller('api/v1/rollouts')
@UseInterceptors(AvailabilityInterceptor)
export class RolloutsController {
  constructor(
    private readonly rollouts: RolloutsService,
    private readonly answers: RolloutAnswers,
    private readonly directory: RolloutDirectory,
    private readonly past: PastRollouts,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Creates a rollout.' })
  @Roles('editor')
  async create(@CurrentAsker() asker: Asker, @Body() body: CreateRolloutDto): Promise<RolloutView> {
    const key = keyOf(body);
    const design = designOf(key, this.newId(), body);
    const created = await this.rollouts.create({ ...asker, key }, design, body.version ?? '1');
    return this.answers.view(asker.project, created);
  }

  @Get()
  @ApiOperation({ summary: 'Rollouts, now or as of a time.' })
  @Roles('viewer')
  async list(@CurrentPrincipal() { project }: Principal, @Query() query: PastPageQuery): Promise<Page> {
    const { after = '', limit = PAGE, asOf } = query;
    if (asOf !== undefined) return this.past.page(project, asOf, { after, limit });
    const rollouts = (await this.directory.page(project, after, limit)).map(summaryOf);
    return { rollouts, next: rollouts.length < limit ? null : (rollouts.at(-1)?.key ?? null) };
  }

  @Get(':key')
  @ApiOperation({ summary: 'A rollout, now or as of a time.' })
  @Roles('viewer')
  view(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { asOf }: AsOfQuery,
  ): Promise<RolloutView | PastRollout> {
    return asOf === undefined ? this.answers.view(project, key) : this.past.view(project, key, asOf);
  }

  @Get(':key/why')
  @ApiOperation({ summary: 'Why a unit has the feature or not.' })
  @Roles('viewer')
  why(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { unit }: WhyQuery,
  ): Promise<UnitAnswer> {
    return this.answers.why(project, key, unit);
  }

  @Get(':key/statistics')
  @ApiOperation({ summary: 'Outcomes of a rollout, by tier, hour or day.' })
  @Roles('viewer')
  statistics(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() { by = 'tier' }: StatisticsQuery,
  ): Promise<StatisticsAnswer> {
    return this.answers.statistics(project, key, by);
  }

  @Get(':key/history')
  @ApiOperation({ summary: 'The last hundred activations of a rollout.' })
  @Roles('viewer')
  async history(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
  ): Promise<{ readonly history: readonly ActivationRecord[] }> {
    return { history: await this.answers.history(project, key) };
  }
}
