import { CrossOrigin, principalOf } from '@assay/auth';
import { hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendJsonWhenThere } from '../answers/send-json.js';
import { AssignRequest, experimentOf, unitOf } from './assign-request.js';
import { AssignmentsService } from './assignments.service.js';
import { ForcedVariants } from './forced-variants.js';

/** The route that client applications call for every visitor; on the HTTP server itself. */
@Injectable()
export class AssignRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly assignments: AssignmentsService,
    private readonly forced: ForcedVariants,
  ) {}

  onModuleInit(): void {
    const url = '/api/v1/experiments/assign';
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.crossOrigin.registerPreflight(fastify, url, 'POST');
    hotRoute(fastify, {
      method: 'POST',
      url,
      summary: 'Which variant a unit gets: of one experiment, of several, or of all that run.',
      schema: { body: AssignRequest },
      authorize: this.crossOrigin.requireScope('evaluate'),
      handler: (request, reply) => sendJsonWhenThere(reply, this.answer(request)),
    });
  }

  private answer(request: FastifyRequest): string | Promise<string> {
    const body = request.body as AssignRequest;
    const caller = principalOf(request);
    const forced = this.forced.of(request, caller.project);
    const asking = { caller, unit: unitOf(body), attributes: body.attributes, forced };
    const experiment = experimentOf(body);
    if (experiment !== undefined) return this.assignments.one(asking, experiment);
    if (body.experiments === undefined) return this.assignments.allRunning(asking);
    return this.assignments.several(asking, body.experiments.map(String));
  }
}
