import { principalOf, RouteAuthorizer } from '@assay/auth';
import { Unit } from '@assay/contracts';
import { hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { IdentitiesService } from './identities.service.js';

const LinkRequest = Type.Object({ anonymous: Unit, user: Unit }, { additionalProperties: false });
type LinkRequest = Static<typeof LinkRequest>;

/** The route that a login calls. */
@Injectable()
export class IdentityRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly authorizer: RouteAuthorizer,
    private readonly identities: IdentitiesService,
  ) {}

  onModuleInit(): void {
    hotRoute(this.host.httpAdapter.getInstance<FastifyInstance>(), {
      method: 'POST',
      url: '/api/v1/identities/link',
      summary: 'An anonymous unit turned out to be a user; the first link of an anonymous unit holds.',
      schema: { body: LinkRequest },
      authorize: this.authorizer.requireScope('track'),
      handler: async (request) => this.identities.link(principalOf(request), request.body as LinkRequest),
    });
  }
}
