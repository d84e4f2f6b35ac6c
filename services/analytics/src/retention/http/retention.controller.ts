import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { AvailabilityInterceptor } from '@assay/projections';
import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RawEventsView } from '../raw-events.js';
import { RawEvents } from '../raw-events.js';

@ApiTags('retention')
@Controller('api/v1/admin/analytics/raw-events')
@UseInterceptors(AvailabilityInterceptor)
export class RetentionController {
  constructor(private readonly events: RawEvents) {}

  @Get()
  @ApiOperation({ summary: 'What is kept of raw events, and what keeps it.' })
  @Roles('viewer')
  view(@CurrentPrincipal() { project }: Principal): Promise<RawEventsView> {
    return this.events.view(project);
  }
}
