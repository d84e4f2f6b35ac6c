import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { TakesDefinitions } from '@assay/platform';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExperimentsService } from '../experiments.service.js';
import { because } from './because.js';
import { ReasonedDto } from './command.dto.js';
import type { Asked } from './command-headers.js';
import { CommandHeaders, targetOf } from './command-headers.js';
import { EtagInterceptor } from './etag.interceptor.js';
import type { ChecklistView, ExperimentView } from './experiment-view.js';
import { overrideOf, unitOverrideId } from './override-of.js';
import { ChecklistTickDto, OverriddenUnitDto, OverrideDto, ScheduleDto } from './plan.dto.js';
import { scheduleOf } from './schedule-of.js';

type Shown = Promise<ExperimentView>;

/** Schedule, overrides and checklist of an experiment. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment')
@Roles('editor')
@UseInterceptors(EtagInterceptor)
export class ExperimentPlanController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Put('schedule')
  @ApiOperation({ summary: 'Schedules when an experiment starts and ends.' })
  schedule(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ScheduleDto,
  ): Shown {
    const order = { type: 'ScheduleExperiment', ...scheduleOf(body) } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Delete('schedule')
  @ApiOperation({ summary: 'Cancels the schedule of an experiment.' })
  cancelSchedule(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: ReasonedDto,
  ): Shown {
    const order = { type: 'CancelSchedule', reason: body.reason } as const;
    return this.experiments.execute(who, targetOf(experiment, asked, body), order);
  }

  @Post('overrides')
  @ApiOperation({ summary: 'Gives a variant to whom an override names.' })
  @HttpCode(200)
  @TakesDefinitions()
  setOverride(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Body() body: OverrideDto,
  ): Shown {
    return this.experiments.execute(who, targetOf(experiment, asked, body), (key) => ({
      type: 'SetOverride',
      override: overrideOf(key, body),
      ...because(body),
    }));
  }

  @Delete('overrides')
  @ApiOperation({ summary: 'Removes the override of a unit.' })
  removeUnitOverride(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @CommandHeaders() asked: Asked,
    @Query() { unit }: OverriddenUnitDto,
  ): Shown {
    return this.experiments.execute(who, targetOf(experiment, asked, {}), (key) => ({
      type: 'RemoveOverride',
      id: unitOverrideId(key, unit),
    }));
  }

  @Delete('overrides/:override')
  @ApiOperation({ summary: 'Removes an override.' })
  removeOverride(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Param('override') id: string,
    @CommandHeaders() asked: Asked,
  ): Shown {
    return this.experiments.execute(who, targetOf(experiment, asked, {}), { type: 'RemoveOverride', id });
  }

  @Get('checklist')
  @ApiOperation({ summary: 'What is to be done before an experiment starts, and what is done.' })
  @Roles('viewer')
  checklist(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
  ): Promise<ChecklistView> {
    return this.experiments.checklist(who, experiment);
  }
}

interface Item {
  readonly experiment: string;
  readonly item: string;
}

/** What people vouch for. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment/checklist/:item')
@Roles('editor')
export class ChecklistItemController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Post()
  @ApiOperation({ summary: 'Ticks an item of the checklist that people vouch for.' })
  @HttpCode(200)
  async tick(
    @CurrentPrincipal() who: Principal,
    @Param() { experiment, item }: Item,
    @CommandHeaders() asked: Asked,
    @Body() body: ChecklistTickDto,
  ): Promise<ChecklistView> {
    const note = body.note === undefined ? {} : { note: body.note };
    await this.experiments.execute(who, targetOf(experiment, asked, body), {
      type: 'TickItem',
      item,
      ...note,
    });
    return this.experiments.checklist(who, experiment);
  }

  @Delete()
  @ApiOperation({ summary: 'Takes back that an item of the checklist is done.' })
  async untick(
    @CurrentPrincipal() who: Principal,
    @Param() { experiment, item }: Item,
    @CommandHeaders() asked: Asked,
  ): Promise<ChecklistView> {
    await this.experiments.execute(who, targetOf(experiment, asked, {}), { type: 'UntickItem', item });
    return this.experiments.checklist(who, experiment);
  }
}
