import type { ExperimentDefinition } from '@assay/bucketing';
import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
  list(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
  ): Promise<{ readonly items: readonly RevisionView[] }> {
    return this.revisions.list(who, experiment);
  }

  @Get('revisions/:revision')
  get(
    @CurrentPrincipal() who: Principal,
    @Param() { experiment, revision }: Named,
  ): Promise<ExperimentDefinition> {
    return this.revisions.get(who, experiment, revision);
  }

  /** Now, or as it was at an instant. */
  @Get('definition')
  asOf(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Query() { at }: AsOfDto,
  ): Promise<ExperimentDefinition> {
    return this.revisions.asOf(who, experiment, at);
  }
}
