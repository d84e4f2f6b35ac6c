import { Roles } from '@assay/auth';
import { sampleOf } from '@assay/event-store';
import { lineStream } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import type { StickyStore } from '@assay/sticky';
import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { STICKY_STORE } from '../gateway/tokens.js';
import { stickyLines } from './sticky-lines.js';

/** Whether units are served what the log says. */
@Controller('api/v1/admin/services/assignment/verify/sticky')
@Roles('admin')
export class StickyVerificationController {
  constructor(
    @Inject(PROJECTIONS) private readonly model: Projections,
    @Inject(STICKY_STORE) private readonly sticky: StickyStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Whether units are served what the log says, line by line.' })
  verify(@Query('sample') sample?: string): StreamableFile {
    const { model, sticky } = this;
    return lineStream(stickyLines({ model, sticky }, sampleOf(sample)));
  }
}
