import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Body, Controller, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExperimentsService } from '../experiments.service.js';
import { because } from './because.js';
import {
  ChangeAllocationDto,
  ChangeWeightsDto,
  ConcludeExperimentDto,
  OptionallyReasonedDto,
  ReasonedDto,
  StartExperimentDto,
} from './command.dto.js';
import type { Asked } from './command-headers.js';
import { CommandHeaders, targetOf } from './command-headers.js';
import { EtagInterceptor } from './etag.interceptor.js';
import type { ExperimentView } from './experiment-view.js';

type Shown = Promise<ExperimentView>;

/** What begins, changes and ends the run of an experiment. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment')
@Roles('editor')
@UseInterceptors(EtagInterceptor)
export class ExperimentRunController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Post('start')
  @ApiOperation({ summary: 'Starts an experiment.' })
  @HttpCode(200)
  start(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: StartExperimentDto,
  ): Shown {
    const { startedAt } = body;
    const at = startedAt === undefined ? {} : { startedAt: new Date(startedAt).toISOString() };
    const order = { type: 'StartExperiment', ...at, ...because(body) } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('pause')
  @ApiOperation({ summary: 'Pauses an experiment.' })
  @HttpCode(200)
  pause(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ReasonedDto,
  ): Shown {
    const order = { type: 'PauseExperiment', reason: body.reason } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('resume')
  @ApiOperation({ summary: 'Resumes a paused experiment.' })
  @HttpCode(200)
  resume(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: OptionallyReasonedDto,
  ): Shown {
    const order = { type: 'ResumeExperiment', ...because(body) } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('allocation')
  @ApiOperation({ summary: 'Changes the share of units that are in an experiment.' })
  @HttpCode(200)
  changeAllocation(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ChangeAllocationDto,
  ): Shown {
    const change = { trafficAllocation: body.trafficAllocation, ...because(body) };
    const order = { type: 'ChangeAllocation', ...change } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('weights')
  @ApiOperation({ summary: 'Changes the weights of the variants.' })
  @HttpCode(200)
  changeWeights(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ChangeWeightsDto,
  ): Shown {
    const order = { type: 'ChangeWeights', weights: body.weights, ...because(body) } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('conclude')
  @ApiOperation({ summary: 'Concludes an experiment, with a winner or without.' })
  @HttpCode(200)
  conclude(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ConcludeExperimentDto,
  ): Shown {
    const { winner = null, reason } = body;
    const order = { type: 'ConcludeExperiment', winner, reason } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('reopen')
  @ApiOperation({ summary: 'Reopens a concluded experiment.' })
  @HttpCode(200)
  reopen(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ReasonedDto,
  ): Shown {
    const order = { type: 'ReopenExperiment', reason: body.reason } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('rerandomise')
  @ApiOperation({ summary: 'Begins a new run, in which units are assigned anew.' })
  @HttpCode(200)
  rerandomise(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ReasonedDto,
  ): Shown {
    const order = { type: 'RerandomiseExperiment', reason: body.reason } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('archive')
  @ApiOperation({ summary: 'Archives an experiment.' })
  @HttpCode(200)
  archive(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ReasonedDto,
  ): Shown {
    const order = { type: 'ArchiveExperiment', reason: body.reason } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }
}
