import type { ApiKeyScope } from '@assay/contracts';
import { ForbiddenProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { allowsOrigin } from '../api-key/allowed-origin.js';
import { KeyRing } from '../api-key/key-ring.js';
import { principalOf } from './request-principal.js';
import { RouteAuthorizer } from './route-authorizer.js';

const REMEMBER_SECONDS = '7200';
const EXPOSED_HEADERS = 'etag, retry-after';
// Everything that may be asked for is a plain list of header names.
const HEADER_NAMES = /^[a-z0-9_, -]{1,500}$/i;

/** Routes that pages of other origins may call, with the keys that name them. */
@Injectable()
export class CrossOrigin {
  constructor(
    private readonly authorizer: RouteAuthorizer,
    private readonly ring: KeyRing,
  ) {}

  /**
   * Lets callers with the scope through. The key may also stand in the address (`?key=`), for what sends no headers
   * of its own; and where a key names its pages, no others may use it.
   */
  requireScope(scope: ApiKeyScope): onRequestHookHandler {
    const authorize = this.authorizer.requireScope(scope);
    return function (request, reply, done) {
      takeKeyFromAddress(request);
      authorize.call(this, request, reply, (error) => {
        done(error ?? originProblem(request, reply));
      });
    };
  }

  /** Answers what a browser asks before it sends a page's request to another origin. */
  registerPreflight(fastify: FastifyInstance, url: string, method: 'GET' | 'POST'): void {
    fastify.route({
      method: 'OPTIONS',
      url,
      handler: (request, reply) => {
        const { origin } = request.headers;
        if (origin === undefined) return reply.code(204).header('allow', method).send();
        if (!this.ring.opensTo(origin)) throw new OriginNotAllowedProblem(origin);
        const asked = request.headers['access-control-request-headers'];
        openTo(reply, origin)
          .header('access-control-allow-methods', method)
          .header('access-control-max-age', REMEMBER_SECONDS);
        if (asked !== undefined && HEADER_NAMES.test(asked))
          reply.header('access-control-allow-headers', asked);
        return reply.code(204).send();
      },
    });
  }
}

function takeKeyFromAddress({ headers, query }: FastifyRequest): void {
  const { key } = query as { readonly key?: unknown };
  if (typeof key !== 'string' || headers.authorization !== undefined) return;
  headers['x-api-key'] ??= key;
}

function originProblem(request: FastifyRequest, reply: FastifyReply): Error | undefined {
  const { origin } = request.headers;
  if (origin === undefined) return undefined;
  const principal = principalOf(request);
  // Without the header a browser gives the answer to the page it came from, and to no other.
  if (principal.kind !== 'client' || principal.origins === undefined) return undefined;
  if (!allowsOrigin(principal.origins, origin)) return new OriginNotAllowedProblem(origin);
  openTo(reply, origin).header('access-control-expose-headers', EXPOSED_HEADERS);
  return undefined;
}

const openTo = (reply: FastifyReply, origin: string): FastifyReply =>
  reply.header('access-control-allow-origin', origin).header('vary', 'Origin');

/** 403 `ORIGIN_NOT_ALLOWED`: the key names its pages, and this is none of them. */
export class OriginNotAllowedProblem extends ForbiddenProblem {
  constructor(origin: string) {
    super('ORIGIN_NOT_ALLOWED', `pages of ${origin.slice(0, 200)} are not among the origins of the key`);
  }
}
