import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageFormatInterceptor } from '../../reporting/page-format.interceptor.js';
import { DefinedReportsController } from '../report/defined-reports.controller.js';
import type { FeatureReport } from './feature-report.js';
import { FeaturesService } from './features.service.js';

/** How features are taken up. */
@ApiTags('product reports')
@Controller('api/v1/reports/features')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class FeaturesController extends DefinedReportsController<FeatureReport> {
  constructor(protected readonly reports: FeaturesService) {
    super();
  }
}
