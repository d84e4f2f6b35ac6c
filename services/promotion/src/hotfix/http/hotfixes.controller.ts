import type { KnownApproval } from '@assay/approvals';
import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { IdempotencyKey } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReasonDto } from '../../approval/http/approval.dto.js';
import type { HotfixView, HotfixWithHistory } from '../hotfix-view.js';
import type { HotfixPage } from './hotfix-desk.js';
import { HotfixDesk } from './hotfix-desk.js';
import {
  DeployDto,
  HotfixesQuery,
  OpenHotfixDto,
  PostMortemDto,
  ProposeDeploymentDto,
  RecordDto,
  SeverityDto,
} from './hotfix.dto.js';

/** What is mended in production outside the usual releases. */
@ApiTags('hotfixes')
@Controller('api/v1/hotfixes')
@UseInterceptors(AvailabilityInterceptor)
export class HotfixesController {
  constructor(private readonly desk: HotfixDesk) {}

  @Post()
  @ApiOperation({ summary: 'Opens a hotfix.' })
  @Roles('editor')
  open(@CurrentPrincipal() principal: Principal, @Body() body: OpenHotfixDto): Promise<HotfixView> {
    return this.desk.open(principal, body);
  }

  @Get()
  @ApiOperation({ summary: 'Hotfixes.' })
  @Roles('viewer')
  page(@CurrentPrincipal() { project }: Principal, @Query() query: HotfixesQuery): Promise<HotfixPage> {
    return this.desk.page(project, query);
  }

  @Get(':key')
  @ApiOperation({ summary: 'A hotfix with its history.' })
  @Roles('viewer')
  show(@CurrentPrincipal() { project }: Principal, @Param('key') key: string): Promise<HotfixWithHistory> {
    return this.desk.show(project, key);
  }

  @Patch(':key')
  @ApiOperation({ summary: 'Records what is known of a hotfix.' })
  @Roles('editor')
  record(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() body: RecordDto,
  ): Promise<HotfixView> {
    return this.desk.viewed((hotfixes) => hotfixes.record({ project, key, actor }, { ...body }));
  }

  @Post(':key/severity')
  @ApiOperation({ summary: 'Changes the severity of a hotfix.' })
  @HttpCode(200)
  @Roles('editor')
  changeSeverity(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { severity, reason }: SeverityDto,
  ): Promise<HotfixView> {
    return this.desk.viewed((hotfixes) => hotfixes.changeSeverity({ project, key, actor }, severity, reason));
  }

  @Post(':key/deployment-proposals')
  @ApiOperation({ summary: 'Proposes the deployment of a hotfix to others.' })
  @Roles('editor')
  proposeDeployment(
    @CurrentPrincipal() principal: Principal,
    @Param('key') key: string,
    @Body() body: ProposeDeploymentDto,
    @IdempotencyKey() once?: string,
  ): Promise<KnownApproval> {
    return this.desk.proposeDeployment(principal, key, body, once);
  }

  @Post(':key/deploy')
  @ApiOperation({ summary: 'Notes the deployment of a hotfix.' })
  @HttpCode(200)
  @Roles('editor')
  deploy(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { emergency = false, ...body }: DeployDto,
  ): Promise<HotfixView> {
    return this.desk.viewed((hotfixes) => hotfixes.deploy({ project, key, actor }, { ...body, emergency }));
  }

  @Post(':key/post-mortem')
  @ApiOperation({ summary: 'Writes the post-mortem of a hotfix.' })
  @HttpCode(200)
  @Roles('editor')
  writePostMortem(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { actions = [], ...body }: PostMortemDto,
  ): Promise<HotfixView> {
    return this.desk.viewed((hotfixes) =>
      hotfixes.writePostMortem({ project, key, actor }, { ...body, actions }),
    );
  }

  @Post(':key/close')
  @ApiOperation({ summary: 'Closes a hotfix.' })
  @HttpCode(200)
  @Roles('approver')
  close(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason }: ReasonDto,
  ): Promise<HotfixView> {
    return this.desk.viewed((hotfixes) => hotfixes.close({ project, key, actor }, 'fixed', reason));
  }

  @Post(':key/cancel')
  @ApiOperation({ summary: 'Cancels a hotfix.' })
  @HttpCode(200)
  @Roles('approver')
  cancel(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('key') key: string,
    @Body() { reason }: ReasonDto,
  ): Promise<HotfixView> {
    return this.desk.viewed((hotfixes) => hotfixes.close({ project, key, actor }, 'cancelled', reason));
  }
}
