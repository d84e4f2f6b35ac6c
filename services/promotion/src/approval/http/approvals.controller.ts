import type { KnownApproval } from '@assay/approvals';
import { ApprovalDirectory } from '@assay/approvals';
import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { IdempotencyKey } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Paged } from '../../paging/paged.js';
import { paged } from '../../paging/paged.js';
import { requireStep } from '../approval-problems.js';
import type { ShownApproval } from '../approvals.service.js';
import { ApprovalsService } from '../approvals.service.js';
import { ApprovalSubjects } from '../subjects/approval-subjects.js';
import { ApprovalsQuery, ApproveDto, ProposeDto, ReasonDto, ReviseDto } from './approval.dto.js';

type ApprovalPage = { readonly approvals: readonly KnownApproval[] } & Pick<Paged<unknown>, 'nextCursor'>;

/** What waits for others to agree. */
@ApiTags('approvals')
@Controller('api/v1/approvals')
@UseInterceptors(AvailabilityInterceptor)
export class ApprovalsController {
  constructor(
    private readonly approvals: ApprovalsService,
    private readonly directory: ApprovalDirectory,
    private readonly subjects: ApprovalSubjects,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Proposes a step that others have to agree to.' })
  @Roles('editor')
  async propose(
    @CurrentPrincipal() { project, actor }: Principal,
    @Body() { approvals = 1, proposedBy: onBehalfOf, ...body }: ProposeDto,
    @IdempotencyKey() once?: string,
  ): Promise<KnownApproval> {
    const required = { approvals };
    requireStep(body.subject.kind, body.action);
    await this.subjects.require(project, body.subject);
    return this.approvals.propose({ project, actor, required, onBehalfOf, once, ...body });
  }

  @Get()
  @ApiOperation({ summary: 'What waits for others to agree, or did.' })
  @Roles('viewer')
  async page(
    @CurrentPrincipal() { project }: Principal,
    @Query() { cursor: after, limit = 50, ...filter }: ApprovalsQuery,
  ): Promise<ApprovalPage> {
    const found = await this.directory.page(project, { ...filter, after, limit: limit + 1 });
    const { items, nextCursor } = paged(found, limit, ({ id }) => id);
    return { approvals: items, nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A proposal, with who agreed.' })
  @Roles('viewer')
  show(@CurrentPrincipal() { project }: Principal, @Param('id') id: string): Promise<ShownApproval> {
    return this.approvals.show(project, id);
  }

  @Post(':id/approve')
  @ApiOperation({ summary: 'Agrees to a proposal.' })
  @HttpCode(200)
  @Roles('approver')
  approve(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('id') id: string,
    @Body() body: ApproveDto,
  ): Promise<KnownApproval> {
    return this.approvals.approve({ project, id, actor }, body);
  }

  @Post(':id/reject')
  @ApiOperation({ summary: 'Rejects a proposal.' })
  @HttpCode(200)
  @Roles('approver')
  reject(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('id') id: string,
    @Body() { reason }: ReasonDto,
  ): Promise<KnownApproval> {
    return this.approvals.reject({ project, id, actor }, reason);
  }

  @Post(':id/withdraw')
  @ApiOperation({ summary: 'Withdraws a proposal.' })
  @HttpCode(200)
  @Roles('editor')
  withdraw(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { reason }: ReasonDto,
  ): Promise<KnownApproval> {
    const { project, actor } = principal;
    const isAdmin = principal.kind === 'person' && principal.role === 'admin';
    return this.approvals.withdraw({ project, id, actor }, reason, isAdmin);
  }

  @Post(':id/revise')
  @ApiOperation({ summary: 'Revises a proposal, for which others have to agree anew.' })
  @HttpCode(200)
  @Roles('editor')
  revise(
    @CurrentPrincipal() { project, actor }: Principal,
    @Param('id') id: string,
    @Body() { proposal, reason }: ReviseDto,
  ): Promise<KnownApproval> {
    return this.approvals.revise({ project, id, actor }, proposal, reason);
  }
}
