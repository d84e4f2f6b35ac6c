import type { Principal } from '@assay/auth';
import { Public, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, HttpCode, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { AutoCheckView } from './auto-check-view.js';
import { AutoCheckDto } from './auto-check.dto.js';
import { AutoCheckGuard } from './auto-check.guard.js';
import type { AutoCheckResult } from './auto-check-result.js';
import { AutoCheckService } from './auto-check.service.js';
import { CheckingPrincipal } from './checking-principal.js';

interface Answer<Data> {
  readonly success: true;
  readonly data: Data;
}

/** The same under the path and in the form that other systems use. */
@Controller('api/monitoring/auto-promotion/check')
@UseInterceptors(AvailabilityInterceptor)
export class MonitoringAutoCheckController {
  constructor(private readonly checks: AutoCheckService) {}

  @Get()
  @ApiOperation({ summary: 'How the check is configured, in the form that other systems use.' })
  @Roles('viewer')
  async configuration(): Promise<Answer<AutoCheckView>> {
    return { success: true, data: await this.checks.configuration() };
  }

  /** The result is given twice: other systems read it on either level. */
  @Post()
  @ApiOperation({ summary: 'Checks running experiments, in the form that other systems use.' })
  @HttpCode(200)
  @Public('a scheduler shows its secret instead of a token; people are checked by the guard below')
  @UseGuards(AutoCheckGuard)
  async run(
    @CheckingPrincipal() principal: Principal | undefined,
    @Body() { userId }: AutoCheckDto,
  ): Promise<Answer<AutoCheckResult> & AutoCheckResult> {
    const data = await this.checks.run({
      project: principal?.project,
      onBehalfOf: userId ?? principal?.actor,
    });
    return { success: true, data, ...data };
  }
}
