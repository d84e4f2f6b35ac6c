import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { PolicyDocument } from '@assay/contracts';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, HttpCode, Post, Put, UseInterceptors } from '@nestjs/common';
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
  @Roles('viewer')
  current(@CurrentPrincipal() { project }: Principal): Promise<PolicyState> {
    return this.policies.current(project);
  }

  @Get('schema')
  @Roles('viewer')
  schema(): object {
    return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...PolicyDocument };
  }

  @Get('versions')
  @Roles('viewer')
  async versions(
    @CurrentPrincipal() { project }: Principal,
  ): Promise<{ readonly versions: readonly PolicyState[] }> {
    return { versions: await this.policies.versions(project) };
  }

  @Put()
  @Roles('admin')
  change(
    @CurrentPrincipal() { project, actor }: Principal,
    @Body() { document, reason, expectedVersion }: ChangePolicyDto,
  ): Promise<PolicyState> {
    return this.policies.change({ project, actor, document: readPolicy(document), reason, expectedVersion });
  }

  @Post('dry-run')
  @Roles('viewer')
  @HttpCode(200)
  dryRun(
    @CurrentPrincipal() { project }: Principal,
    @Body() { document, from, to, limit = SHOWN }: DryRunDto,
  ): Promise<DryRun> {
    return this.dryRuns.run({ project, document: readPolicy(document), from, to, limit });
  }
}
