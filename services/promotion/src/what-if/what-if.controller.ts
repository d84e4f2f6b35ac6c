import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { lineStream } from '@assay/platform';
import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { thresholdsOf } from '../http/thresholds.dto.js';
import { WhatIfDto } from './what-if.dto.js';
import { WhatIf } from './what-if.service.js';

/** What other thresholds would have decided, and whether those that ran decide the same again. */
@ApiTags('promotions')
@Controller('api/v1/admin/services/promotion/what-if')
@Roles('analyst')
export class WhatIfController {
  constructor(private readonly whatIf: WhatIf) {}

  @Get()
  @ApiOperation({ summary: 'What other thresholds would have decided, one decision a line.' })
  run(
    @CurrentPrincipal() { project }: Principal,
    @Query() { experiment, ...given }: WhatIfDto,
  ): StreamableFile {
    return lineStream(this.whatIf.lines({ project, experiment, thresholds: thresholdsOf(given) }));
  }
}
