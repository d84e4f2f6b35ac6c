import type { Principal } from '@assay/auth';
import { Public, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, HttpCode, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { AutoCheckResult } from './auto-check-result.js';
import type { AutoCheckView } from './auto-check-view.js';
import { AutoCheckDto } from './auto-check.dto.js';
import { AutoCheckGuard } from './auto-check.guard.js';
import { AutoCheckService } from './auto-check.service.js';
import { CheckingPrincipal } from './checking-principal.js';

/** The check of all running experiments: how it is configured, and now. */
@Controller('api/v1/auto-promotion/check')
@UseInterceptors(AvailabilityInterceptor)
export class AutoCheckController {
  constructor(private readonly checks: AutoCheckService) {}

  @Get()
  @ApiOperation({ summary: 'How the check of running experiments is configured.' })
  @Roles('viewer')
  configuration(): Promise<AutoCheckView> {
    return this.checks.configuration();
  }

  @Post()
  @ApiOperation({
    summary: 'Checks running experiments: a scheduler in all projects, a person in the own one.',
  })
  @HttpCode(200)
  @Public('a scheduler shows its secret instead of a token; people are checked by the guard below')
  @UseGuards(AutoCheckGuard)
  run(
    @CheckingPrincipal() principal: Principal | undefined,
    @Body() { userId }: AutoCheckDto,
  ): Promise<AutoCheckResult> {
    return this.checks.run({ project: principal?.project, onBehalfOf: userId ?? principal?.actor });
  }
}
