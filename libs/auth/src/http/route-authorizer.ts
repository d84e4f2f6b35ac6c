import type { ApiKeyScope } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { AccessStream } from '../api-key/access-stream.js';
import { Authenticator } from '../authenticator.js';
import type { Principal } from '../principal.js';
import { hasScope } from '../principal.js';
import { KeysUnavailableProblem, ScopeRequiredProblem } from '../problems/auth-problems.js';
import { rememberPrincipal } from './request-principal.js';

/** Guards the hot routes, which Nest's guards do not see. */
@Injectable()
export class RouteAuthorizer {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly stream: AccessStream,
  ) {}

  /**
   * A hook that lets callers with the scope through; `principalOf(request)` then tells who it is. While the keys
   * have been out of date for more than five minutes, evaluation stays open for those known, and tracking closes.
   * @example hotRoute(fastify, { …, authorize: authorizer.requireScope('evaluate') })
   */
  requireScope(scope: ApiKeyScope): onRequestHookHandler {
    return (request, _reply, done) => {
      try {
        const found = this.authenticator.authenticate(request.headers);
        if (!(found instanceof Promise)) return done(this.refusal(request, found, scope));
        found.then((person) => done(this.refusal(request, person, scope)), done);
      } catch (error) {
        done(error as Error);
      }
    };
  }

  private refusal(request: FastifyRequest, principal: Principal, scope: ApiKeyScope): Error | undefined {
    if (!hasScope(principal, scope)) return new ScopeRequiredProblem(scope, principal);
    if (scope === 'track' && principal.kind === 'client' && this.stream.freshness() === 'stale')
      return new KeysUnavailableProblem('no contact with the log for more than five minutes');
    rememberPrincipal(request, principal);
    return undefined;
  }
}
