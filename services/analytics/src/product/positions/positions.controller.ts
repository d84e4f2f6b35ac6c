import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageFormatInterceptor } from '../../reporting/page-format.interceptor.js';
import type { Rendered } from '../../reporting/rendered.js';
import { PagedPeriodQuery } from '../report/window.dto.js';
import type { PositionsReport } from './positions-report.js';
import type { By } from './positions.service.js';
import { PositionsService } from './positions.service.js';

const WAYS: Readonly<Record<string, readonly By[]>> = {
  position: ['position'],
  item: ['item'],
  'position,item': ['position', 'item'],
};

export class PositionsQueryDto extends PagedPeriodQuery {
  @ApiPropertyOptional({ enum: Object.keys(WAYS), default: 'position' })
  @IsOptional()
  @IsIn(Object.keys(WAYS))
  by?: string;
}

@ApiTags('product reports')
@Controller('api/v1/reports/positions')
@UseInterceptors(AvailabilityInterceptor, PageFormatInterceptor)
export class PositionsController {
  constructor(private readonly positions: PositionsService) {}

  @Get()
  @ApiOperation({ summary: 'Impressions and clicks by the position they were at.' })
  @Roles('viewer')
  report(
    @CurrentPrincipal() { project }: Principal,
    @Query() { by = 'position', limit = 1_000, ...query }: PositionsQueryDto,
  ): Promise<Rendered<PositionsReport>> {
    return this.positions.report(project, { ...query, limit, by: WAYS[by] ?? ['position'] });
  }
}
