import type { ApiKeyScope } from '@assay/contracts';
import { CrossOrigin, principalOf } from '@assay/auth';
import { Unit } from '@assay/contracts';
import type { HotRoute } from '@assay/platform';
import { hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { IdentitiesService } from './identities.service.js';
import { LinkedUsers } from './linked-users.js';

const strict = { additionalProperties: false };
const LinkRequest = Type.Object({ anonymous: Unit, user: Unit }, strict);
type LinkRequest = Static<typeof LinkRequest>;
const LinkedRequest = Type.Object({ unit: Unit }, strict);
type LinkedRequest = Static<typeof LinkedRequest>;

/** What pages and servers call around a login. */
@Injectable()
export class IdentityRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly identities: IdentitiesService,
    private readonly linked: LinkedUsers,
  ) {}

  onModuleInit(): void {
    this.route('track', {
      url: '/api/v1/identities/link',
      summary: 'An anonymous unit turned out to be a user; the first link of an anonymous unit holds.',
      schema: { body: LinkRequest },
      handler: async (request) => this.identities.link(principalOf(request), request.body as LinkRequest),
    });
    this.route('evaluate', {
      url: '/api/v1/identities/linked',
      summary:
        'Whether a unit may have been an anonymous one before: then only the gateway knows its variants. `false` is certain.',
      schema: { body: LinkedRequest },
      handler: async (request) => {
        const { unit } = request.body as LinkedRequest;
        return Promise.resolve({ unit, linked: this.linked.mayBe(principalOf(request).project, unit) });
      },
    });
  }

  private route(scope: ApiKeyScope, route: Omit<HotRoute, 'method' | 'authorize'>): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.crossOrigin.registerPreflight(fastify, route.url, 'POST');
    hotRoute(fastify, { ...route, method: 'POST', authorize: this.crossOrigin.requireScope(scope) });
  }
}
