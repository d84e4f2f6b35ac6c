import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import type { Explanation, FlagEvaluation } from '@assay/bucketing';
import { explain } from '@assay/bucketing';
import { NotFoundProblem } from '@assay/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ConfigStore } from '../gateway/config/config-store.js';
import { FlagExplainDto } from './explain.dto.js';

interface FlagExplanation extends Explanation<FlagEvaluation> {
  readonly flag: string;
  readonly unit: string;
}

/** Why a unit gets what a flag, a rollout or an experiment, gives now; segments included. */
@ApiTags('flags')
@Controller('api/v1/admin/flags/:flag/explain')
@Roles('viewer')
export class FlagExplainController {
  constructor(private readonly config: ConfigStore) {}

  @Get()
  explain(
    @CurrentPrincipal() { project }: Principal,
    @Param('flag') flag: string,
    @Query() { unit, attributes }: FlagExplainDto,
  ): FlagExplanation {
    const config = this.config.table.of(project);
    if (config.flag(flag) === undefined)
      throw new NotFoundProblem('FLAG_NOT_FOUND', `there is no flag "${flag}"`);
    return { flag, unit, ...explain(config, flag, { unit, attributes }) };
  }
}
