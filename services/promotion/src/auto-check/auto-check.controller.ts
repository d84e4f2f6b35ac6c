import type { Principal } from '@assay/auth';
import { Public, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Body, Controller, Get, HttpCode, Post, UseGuards, UseInterceptors } from '@nestjs/common';
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
  @Roles('viewer')
  configuration(): Promise<AutoCheckView> {
    return this.checks.configuration();
  }

  /** A scheduler checks all projects, a person the own one. */
  @Post()
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
