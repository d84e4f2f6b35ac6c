import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UnitAssignmentView } from './unit-assignment.service.js';
import { UnitAssignmentService } from './unit-assignment.service.js';

/** What the log holds of one unit. */
@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment/assignments')
@Roles('viewer')
export class UnitAssignmentController {
  constructor(private readonly assignments: UnitAssignmentService) {}

  @Get(':unit')
  get(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Param('unit') unit: string,
  ): Promise<UnitAssignmentView> {
    return this.assignments.get(who, experiment, unit);
  }
}
