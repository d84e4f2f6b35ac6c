import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AsOfQuery, TakesDefinitions } from '@assay/platform';
import { Body, Controller, Get, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { PastExperiments } from '../../revisions/past-experiments.service.js';
import type { HistoryPage } from '../experiment-history.service.js';
import { ExperimentHistory } from '../experiment-history.service.js';
import { ExperimentsService } from '../experiments.service.js';
import type { ExperimentPage } from '../listing/experiment-list.js';
import { ExperimentListing } from '../listing/experiment-listing.service.js';
import type { Asked } from './command-headers.js';
import { CommandHeaders, targetOf } from './command-headers.js';
import { CreateExperimentDto } from './create-experiment.dto.js';
import { changesOf, designOf } from './design-of.js';
import { CloneExperimentDto, EditExperimentDto } from './edit-experiment.dto.js';
import { because } from './because.js';
import { EtagInterceptor } from './etag.interceptor.js';
import type { ExperimentView } from './experiment-view.js';
import { ListExperimentsDto, PageDto } from './list-experiments.dto.js';
import { variantOf } from './variant.dto.js';

type Shown = Promise<ExperimentView>;

/** Experiments, by key or number. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments')
@Roles('editor')
@UseInterceptors(EtagInterceptor)
export class ExperimentsController {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly listing: ExperimentListing,
    private readonly histories: ExperimentHistory,
    private readonly past: PastExperiments,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Creates a draft of an experiment.' })
  @TakesDefinitions()
  create(
    @CurrentPrincipal() who: Principal,
    @CommandHeaders() { idempotencyKey }: Asked,
    @Body() body: CreateExperimentDto,
  ): Shown {
    const once = idempotencyKey === undefined ? {} : { idempotencyKey };
    const variants = (body.variants ?? []).map(variantOf);
    return this.experiments.create(who, { design: designOf(body), variants, ...once });
  }

  @Get()
  @ApiOperation({ summary: 'Experiments.' })
  @Roles('viewer')
  list(
    @CurrentPrincipal() who: Principal,
    @Query() { asOf, ...filter }: ListExperimentsDto,
  ): Promise<ExperimentPage> {
    return asOf === undefined ? this.listing.page(who, filter) : this.past.page(who, asOf, filter);
  }

  @Get(':experiment')
  @ApiOperation({ summary: 'An experiment, by key or number.' })
  @Roles('viewer')
  get(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Query() { asOf }: AsOfQuery,
  ): Shown {
    return asOf === undefined ? this.experiments.get(who, experiment) : this.past.asOf(who, experiment, asOf);
  }

  @Get(':experiment/history')
  @ApiOperation({ summary: 'What was done to an experiment, and by whom.' })
  @Roles('viewer')
  history(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Query() query: PageDto,
  ): Promise<HistoryPage> {
    return this.histories.page(who, experiment, query);
  }

  @Patch(':experiment')
  @ApiOperation({ summary: 'Edits the design of an experiment.' })
  @TakesDefinitions()
  edit(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: EditExperimentDto,
  ): Shown {
    const order = { type: 'EditExperiment', changes: changesOf(body), ...because(body) } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post(':experiment/clone')
  @ApiOperation({ summary: 'Creates a draft with the design of an experiment.' })
  clone(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() { idempotencyKey }: Asked,
    @Body() body: CloneExperimentDto,
  ): Shown {
    const once = idempotencyKey === undefined ? {} : { idempotencyKey };
    return this.experiments.clone(who, experiment, { ...body, ...once });
  }
}
