import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { PolicyDocument } from '@assay/contracts';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, HttpCode, Post, Put, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { DryRun } from './dry-run.service.js';
import { PolicyDryRun } from './dry-run.service.js';
import type { PolicyState } from './policy.decider.js';
import { ChangePolicyDto, DryRunDto } from './policy.dto.js';
import { PolicyService } from './policy.service.js';
import { readPolicy } from './read-policy.js';

const SHOWN = 100;

/** What may be promoted, advanced and rolled back, when, by whom and with how many approvals. */
@Controller('api/v1/policies')
@UseInterceptors(AvailabilityInterceptor)
export class PolicyController {
  constructor(
    private readonly policies: PolicyService,
    private readonly dryRuns: PolicyDryRun,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The policy that holds.' })
  @Roles('viewer')
  current(@CurrentPrincipal() { project }: Principal): Promise<PolicyState> {
    return this.policies.current(project);
  }

  @Get('schema')
  @ApiOperation({ summary: 'The JSON schema of policies.' })
  @Roles('viewer')
  schema(): object {
    return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...PolicyDocument };
  }

  @Get('versions')
  @ApiOperation({ summary: 'Every version of the policy.' })
  @Roles('viewer')
  async versions(
    @CurrentPrincipal() { project }: Principal,
  ): Promise<{ readonly versions: readonly PolicyState[] }> {
    return { versions: await this.policies.versions(project) };
  }

  @Put()
  @ApiOperation({ summary: 'Changes the policy.' })
  @Roles('admin')
  change(
    @CurrentPrincipal() { project, actor }: Principal,
    @Body() { document, reason, expectedVersion }: ChangePolicyDto,
  ): Promise<PolicyState> {
    return this.policies.change({ project, actor, document: readPolicy(document), reason, expectedVersion });
  }

  @Post('dry-run')
  @ApiOperation({ summary: 'What a policy would have decided in the past.' })
  @Roles('viewer')
  @HttpCode(200)
  dryRun(
    @CurrentPrincipal() { project }: Principal,
    @Body() { document, from, to, limit = SHOWN }: DryRunDto,
  ): Promise<DryRun> {
    return this.dryRuns.run({ project, document: readPolicy(document), from, to, limit });
  }
}
