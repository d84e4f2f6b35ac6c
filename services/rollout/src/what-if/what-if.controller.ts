import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { lineStream } from '@assay/platform';
import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { WhatIfQuery } from './what-if.dto.js';
import { RolloutWhatIf } from './what-if.service.js';

/** What another rollback policy would have decided, and whether the one that ran decides the same again. */
@Controller('api/v1/admin/services/rollout/what-if')
@Roles('analyst')
export class RolloutWhatIfController {
  constructor(private readonly whatIf: RolloutWhatIf) {}

  @Get()
  @ApiOperation({ summary: 'What another rollback policy would have decided, one decision a line.' })
  run(@CurrentPrincipal() { project }: Principal, @Query() query: WhatIfQuery): StreamableFile {
    return lineStream(this.whatIf.lines(project, query));
  }
}
