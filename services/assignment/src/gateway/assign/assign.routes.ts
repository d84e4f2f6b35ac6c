import type { Principal } from '@assay/auth';
import { CrossOrigin, principalOf, RouteAuthorizer } from '@assay/auth';
import type { AskedRequest } from '@assay/platform';
import { hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { sendAnswer } from '../answers/send-json.js';
import { AssignRequest, experimentOf, unitOf } from './assign-request.js';
import { AssignmentsService } from './assignments.service.js';
import { ForcedVariants } from './forced-variants.js';

/** The route that client applications call for every visitor; on the HTTP server itself. */
@Injectable()
export class AssignRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly authorizer: RouteAuthorizer,
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
      handler: (request, reply) => sendAnswer(reply, this.answer(request, principalOf(request))),
      express: {
        authorize: this.authorizer.authorize('evaluate'),
        answer: (request, caller) => this.answer(request, caller),
      },
    });
  }

  private answer(request: AskedRequest, caller: Principal): string | Promise<string> {
    const body = request.body as AssignRequest;
    const forced = this.forced.of(request, caller.project);
    const { attributes, exposure } = body;
    const asking = { caller, unit: unitOf(body), attributes, forced, exposure };
    const experiment = experimentOf(body);
    if (experiment !== undefined) return this.assignments.one(asking, experiment);
    if (body.experiments === undefined) return this.assignments.allRunning(asking);
    return this.assignments.several(asking, body.experiments.map(String));
  }
}
