import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/route-access.js';
import { Readiness } from './readiness.js';

@ApiTags('operations')
@Public('orchestrators have no credentials, and whoever deploys has none yet')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** At the second address clients of other systems look for it. */
  @Get(['health/ready', 'api/v1/health'])
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.readiness.report();
    await reply.code(report.status === 'ready' ? 200 : 503).send(report);
  }
}
