import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/route-access.js';
import { Readiness } from './readiness.js';

@ApiTags('operations')
@Public('orchestrators have no credentials, and whoever deploys has none yet')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('health/live')
  @ApiOperation({ summary: 'Whether the process runs.' })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** At the second address clients of other systems look for it. */
  @Get(['health/ready', 'api/v1/health'])
  @ApiOperation({ summary: 'Whether the service is ready, and what it waits for.' })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.readiness.report();
    await reply.code(report.status === 'ready' ? 200 : 503).send(report);
  }
}
