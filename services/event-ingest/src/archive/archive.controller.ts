import { Roles } from '@assay/auth';
import type { ArchiveView } from '@assay/contracts';
import { sampleOf } from '@assay/event-store';
import { BadRequestProblem, lineStream } from '@assay/platform';
import { AvailabilityInterceptor } from '@assay/projections';
import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ArchiveService } from './archive.service.js';

/** What the log had, kept beyond what its broker keeps. */
@ApiTags('log')
@Controller('api/v1/admin/services/event-ingest')
@UseInterceptors(AvailabilityInterceptor)
export class ArchiveController {
  constructor(private readonly archive: ArchiveService) {}

  @Get('archive')
  @ApiOperation({ summary: 'What the archive has of the log.' })
  @Roles('viewer')
  view(): Promise<ArchiveView> {
    return this.archive.view();
  }

  /** Whoever goes away ends it. */
  @Post('archive/run')
  @ApiOperation({ summary: 'Archives what the log has now, and tells how far it is.' })
  @HttpCode(200)
  @Roles('admin')
  run(@Query('close') close?: string): StreamableFile {
    if (close !== undefined && close !== 'true' && close !== 'false')
      throw new BadRequestProblem('INVALID_QUERY', `close is ${JSON.stringify(close)}; give true or false`);
    return lineStream(this.archive.run(close === 'true'));
  }

  @Get('verify/archive')
  @ApiOperation({ summary: 'Whether the archive has what the log had, line by line.' })
  @Roles('admin')
  verify(@Query('sample') sample?: string): StreamableFile {
    return lineStream(this.archive.verify(sampleOf(sample)));
  }
}
