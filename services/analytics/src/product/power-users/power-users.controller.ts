import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageFormatInterceptor } from '../../reporting/page-format.interceptor.js';
import { DefinedReportsController } from '../report/defined-reports.controller.js';
import type { PowerUsersReport } from './power-report.js';
import { PowerUsersService } from './power-users.service.js';

/** Who uses the most, and what they use. */
@ApiTags('product reports')
@Controller('api/v1/reports/power-users')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class PowerUsersController extends DefinedReportsController<PowerUsersReport> {
  constructor(protected readonly reports: PowerUsersService) {
    super();
  }
}
