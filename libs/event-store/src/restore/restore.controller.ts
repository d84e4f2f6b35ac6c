import { Roles } from '@assay/auth';
import type { AuditLines } from '@assay/contracts';
import { EVENT_BUS } from '@assay/event-bus';
import type { EventBus } from '@assay/event-bus';
import { ConflictProblem, lineStream } from '@assay/platform';
import type { StreamableFile, Type } from '@nestjs/common';
import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { schemaOf } from '../database/schema-name.js';
import { RestoreRefusedError } from '../errors/index.js';
import type { StoreGate } from '../gate/store-gate.js';
import { SERVICE_POOL, STORE_GATE } from '../tokens.js';
import { restoreLines } from './restore-lines.js';

/** Whether the event store of one service may be written to, and how it is brought up to its log. */
export function restoreController(service: string): Type {
  @Controller(`api/v1/admin/services/${service}/store`)
  class RestoreController {
    constructor(
      @Inject(SERVICE_POOL) private readonly pool: Pool,
      @Inject(EVENT_BUS) private readonly bus: EventBus,
      @Inject(STORE_GATE) private readonly gate: StoreGate,
    ) {}

    @Get()
    @ApiOperation({ summary: 'Whether the store may be written to, and why not.' })
    @Roles('viewer')
    standing() {
      const refusal = this.gate.refusal();
      return { service, state: this.gate.state.is, detail: refusal?.message ?? null };
    }

    @Post('restore')
    @ApiOperation({ summary: 'Brings the store up to its log, and tells how far it is.' })
    @HttpCode(200)
    @Roles('admin')
    restore(): StreamableFile {
      const { is } = this.gate.state;
      if (is === 'open' || is === 'comparing')
        throw new ConflictProblem(
          'NOTHING_TO_RESTORE',
          is === 'open'
            ? `the event store of ${service} has all that the log has of it`
            : `the event store of ${service} has not been compared with the log yet; try again`,
        );
      return lineStream(this.lines());
    }

    private async *lines(): AuditLines {
      try {
        yield* restoreLines({ service, pool: this.pool, bus: this.bus });
        this.gate.imported();
      } catch (error) {
        if (error instanceof RestoreRefusedError) throw new ConflictProblem(error.code, error.message);
        throw error;
      }
    }
  }
  // The API document names operations after the class: each service's must be told apart.
  Object.defineProperty(RestoreController, 'name', { value: `${schemaOf(service)}_restore` });
  return RestoreController;
}
