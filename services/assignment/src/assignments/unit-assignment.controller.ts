import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { UnitAssignmentView } from './unit-assignment.service.js';
import { UnitAssignmentService } from './unit-assignment.service.js';

@ApiTags('experiments')
@Controller('api/v1/admin/experiments/:experiment/assignments')
@Roles('viewer')
export class UnitAssignmentController {
  constructor(private readonly assignments: UnitAssignmentService) {}

  @Get(':unit')
  @ApiOperation({ summary: 'What the log holds of one unit in an experiment.' })
  get(
    @CurrentPrincipal() who: Principal,
    @Param('experiment') experiment: string,
    @Param('unit') unit: string,
  ): Promise<UnitAssignmentView> {
    return this.assignments.get(who, experiment, unit);
  }
}
