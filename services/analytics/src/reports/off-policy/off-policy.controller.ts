import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExperimentReader } from '../read/experiment-reader.js';
import { PageFormatInterceptor } from '../../reporting/page-format.interceptor.js';
import type { Rendered } from '../../reporting/rendered.js';
import { OffPolicyQuery } from './off-policy.dto.js';
import { offPolicyReport } from './off-policy-report.js';

@ApiTags('experiment reports')
@Controller('api/v1/reports/experiments/:key/off-policy')
@UseInterceptors(PageFormatInterceptor)
export class OffPolicyController {
  constructor(private readonly reader: ExperimentReader) {}

  @Get()
  @ApiOperation({ summary: 'What another policy would have got.' })
  @Roles('viewer')
  estimate(
    @CurrentPrincipal() { project }: Principal,
    @Param('key') key: string,
    @Query() query: OffPolicyQuery,
  ): Promise<Rendered> {
    return this.reader.read({ project, key, ...query }, (subject) => offPolicyReport(subject, query));
  }
}
