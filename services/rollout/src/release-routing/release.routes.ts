import { principalOf, RouteAuthorizer } from '@assay/auth';
import { hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { releaseNotFound } from '../release-handling/release-problems.js';
import { ReleaseReader } from './release-reader.js';
import { ReleaseTable } from './release-table.js';
import type { RoutingDecision } from './route-release.fold.js';
import { routeRelease } from './route-release.fold.js';

const RoutingRequest = Type.Object(
  {
    routingKey: Type.String({
      minLength: 1,
      maxLength: 1000,
      description: 'Value of the key that the release divides its traffic by: a user, a session, a request.',
    }),
    environment: Type.Optional(
      Type.Union([Type.Literal('production'), Type.Literal('staging')], {
        description: 'What traffic it is; production when not given.',
      }),
    ),
  },
  { additionalProperties: false },
);
type RoutingRequest = Static<typeof RoutingRequest>;

/** The question of every request: which version serves me? Answered from memory. */
@Injectable()
export class ReleaseRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly authorizer: RouteAuthorizer,
    private readonly reader: ReleaseReader,
    private readonly table: ReleaseTable,
  ) {}

  onModuleInit(): void {
    hotRoute(this.host.httpAdapter.getInstance<FastifyInstance>(), {
      method: 'POST',
      url: '/api/v1/releases/:key/route',
      summary: 'Which version serves a request, and which features are on for it.',
      schema: { body: RoutingRequest },
      authorize: this.authorizer.requireScope('evaluate'),
      handler: (request, reply) => {
        const { key } = request.params as { readonly key: string };
        const decision = this.route(principalOf(request).project, key, request.body as RoutingRequest);
        return reply.send(decision);
      },
    });
  }

  private route(project: string, key: string, question: RoutingRequest): RoutingDecision {
    this.reader.requireReady();
    const release = this.table.get(project, key);
    if (release === undefined) throw releaseNotFound(key);
    return routeRelease(release, question);
  }
}
