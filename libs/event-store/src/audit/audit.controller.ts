import type { Principal } from '@assay/auth';
import { CurrentPrincipal, Roles } from '@assay/auth';
import { EVENT_BUS } from '@assay/event-bus';
import type { EventBus } from '@assay/event-bus';
import { lineStream } from '@assay/platform';
import type { StreamableFile, Type } from '@nestjs/common';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { schemaOf } from '../database/schema-name.js';
import { SERVICE_POOL } from '../tokens.js';
import type { AuditPage } from './audit-list.js';
import { auditPage } from './audit-list.js';
import { auditQueryOf, sampleOf } from './audit-query.js';
import { chainLines } from './chain-lines.js';
import { logLines } from './log-lines.js';

/**
 * What an auditor asks of the event store of one service; a class of its own for each, because several may live in
 * one process. Everything here only reads.
 */
export function auditController(service: string): Type {
  @Controller(`api/v1/admin/services/${service}`)
  class AuditController {
    constructor(
      @Inject(SERVICE_POOL) private readonly pool: Pool,
      @Inject(EVENT_BUS) private readonly bus: EventBus,
    ) {}

    @Get('events')
    @ApiOperation({ summary: 'Events of the store, page by page.' })
    @Roles('analyst')
    events(
      @CurrentPrincipal() { project }: Principal,
      @Query() query: Record<string, unknown>,
    ): Promise<AuditPage> {
      return auditPage(this.pool, { service, project }, auditQueryOf(query));
    }

    @Get('verify/chain')
    @ApiOperation({ summary: 'Whether the hash chains of the store hold, line by line.' })
    @Roles('admin')
    chain(@Query('sample') sample?: string): StreamableFile {
      return lineStream(chainLines(this.pool, sampleOf(sample)));
    }

    @Get('verify/log')
    @ApiOperation({ summary: 'Whether the log has what the store published, line by line.' })
    @Roles('admin')
    log(@Query('sample') sample?: string): StreamableFile {
      const { pool, bus } = this;
      return lineStream(logLines({ service, pool, bus }, sampleOf(sample)));
    }
  }
  // The API document names operations after the class: each service's must be told apart.
  Object.defineProperty(AuditController, 'name', { value: `${schemaOf(service)}_audit` });
  return AuditController;
}
