import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/route-access.js';
import { Readiness } from './readiness.js';

/** Readiness where clients of other systems look for it. */
@ApiTags('operations')
@Public('whoever deploys looks here before there are credentials')
@Controller('api/v1/health')
export class ApiHealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get()
  async health(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.readiness.report();
    await reply.code(report.status === 'ready' ? 200 : 503).send(report);
  }
}
