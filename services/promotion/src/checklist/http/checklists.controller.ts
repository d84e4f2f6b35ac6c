import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { IdempotencyKey } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
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
import { ReasonDto } from '../../approval/http/approval.dto.js';
import type { Paged } from '../../paging/paged.js';
import { paged } from '../../paging/paged.js';
import { ChecklistDirectory } from '../checklist-directory.js';
import type { KnownChecklist } from '../checklist-state.js';
import type { ShownChecklist } from '../checklists.service.js';
import { ChecklistsService } from '../checklists.service.js';
import { ChecklistsQuery, OpenChecklistDto, TickDto } from './checklist.dto.js';

type ChecklistPage = { readonly checklists: readonly KnownChecklist[] } & Pick<Paged<unknown>, 'nextCursor'>;

/** What is to be done before, during and after a rollback. */
@ApiTags('rollback checklists')
@Controller('api/v1/rollback-checklists')
@UseInterceptors(AvailabilityInterceptor)
export class ChecklistsController {
  constructor(
    private readonly checklists: ChecklistsService,
    private readonly directory: ChecklistDirectory,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Opens the checklist of a rollback.' })
  @Roles('editor')
  open(
    @CurrentPrincipal() { project, actor }: Principal,
    @Body() body: OpenChecklistDto,
    @IdempotencyKey() once?: string,
  ): Promise<KnownChecklist> {
    return this.checklists.open({ project, actor }, { ...body, once });
  }

  @Get()
  @ApiOperation({ summary: 'Checklists of rollbacks.' })
  @Roles('viewer')
  async page(
    @CurrentPrincipal() { project }: Principal,
    @Query() { cursor: after, limit = 50, ...filter }: ChecklistsQuery,
  ): Promise<ChecklistPage> {
    const found = await this.directory.page(project, { ...filter, after, limit: limit + 1 });
    const { items, nextCursor } = paged(found, limit, ({ id }) => id);
    return { checklists: items, nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'The checklist of a rollback with its steps.' })
  @Roles('viewer')
  show(@CurrentPrincipal() { project }: Principal, @Param('id') id: string): Promise<ShownChecklist> {
    return this.checklists.show(project, id);
  }

  @Put(':id/steps/:step')
  @ApiOperation({ summary: 'Ticks a step of a checklist, with what shows it.' })
  @Roles('editor')
  tick(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('id') id: string,
    @Param('step') step: string,
    @Body() { evidence }: TickDto,
  ): Promise<KnownChecklist> {
    return this.checklists.tick({ project, id, actor }, step, evidence);
  }

  @Delete(':id/steps/:step')
  @ApiOperation({ summary: 'Takes back that a step is done.' })
  @HttpCode(200)
  @Roles('editor')
  untick(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('id') id: string,
    @Param('step') step: string,
    @Body() { reason }: ReasonDto,
  ): Promise<KnownChecklist> {
    return this.checklists.untick({ project, id, actor }, step, reason);
  }
}
