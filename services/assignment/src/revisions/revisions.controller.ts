import type { ExperimentDefinition } from '@assay/bucketing';
import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AsOfDto } from './as-of.dto.js';
import type { RevisionView } from './revisions.service.js';
import { RevisionsService } from './revisions.service.js';

interface Named {
  readonly experiment: string;
  readonly revision: string;
}

/** What an experiment has been, as it was evaluated. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment')
@Roles('viewer')
export class RevisionsController {
  constructor(private readonly revisions: RevisionsService) {}

  @Get('revisions')
  @ApiOperation({ summary: 'The revisions of an experiment.' })
  list(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
  ): Promise<{ readonly items: readonly RevisionView[] }> {
    return this.revisions.list(who, experiment);
  }

  @Get('revisions/:revision')
  @ApiOperation({ summary: 'An experiment as one revision evaluates it.' })
  get(
    @CurrentPrincipal() who: Principal,
    @Param() { experiment, revision }: Named,
  ): Promise<ExperimentDefinition> {
    return this.revisions.get(who, experiment, revision);
  }

  @Get('definition')
  @ApiOperation({ summary: 'An experiment as it is evaluated, now or as of a time.' })
  asOf(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Query() { at }: AsOfDto,
  ): Promise<ExperimentDefinition> {
    return this.revisions.asOf(who, experiment, at);
  }
}
