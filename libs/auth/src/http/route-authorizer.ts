import type { ApiKeyScope } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { Authorize } from '@assay/platform';
import type { onRequestHookHandler } from 'fastify';
import { AccessStream } from '../api-key/access-stream.js';
import { Authenticator } from '../authenticator.js';
import { RequestLimits } from '../limits/request-limits.js';
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
    private readonly limits: RequestLimits,
  ) {}

  /**
   * A hook that lets callers with the scope through; `principalOf(request)` then tells who it is. While the keys
   * have been out of date for more than five minutes, evaluation stays open for those known, and tracking closes.
   * @example hotRoute(fastify, { …, authorize: authorizer.requireScope('evaluate') })
   */
  requireScope(scope: ApiKeyScope): onRequestHookHandler {
    const authorize = this.authorize(scope);
    return (request, _reply, done) => {
      authorize(request, (refusal, principal) => {
        if (principal !== undefined) rememberPrincipal(request, principal);
        done(refusal);
      });
    };
  }

  /** The same, for requests that do not come by the framework's way. */
  authorize(scope: ApiKeyScope): Authorize<Principal> {
    return (request, done) => {
      const known = (caller: Principal): void => {
        const refusal = this.refusal(caller, scope) ?? this.limits.ofCaller(caller);
        whenTold(refusal, done, () => done(undefined, caller));
      };
      whenTold(this.limits.ofAddress(request), done, () => {
        try {
          const found = this.authenticator.authenticate(request.headers);
          if (found instanceof Promise) found.then(known, done);
          else known(found);
        } catch (error) {
          done(error as Error);
        }
      });
    };
  }

  private refusal(principal: Principal, scope: ApiKeyScope): Error | undefined {
    if (!hasScope(principal, scope)) return new ScopeRequiredProblem(scope, principal);
    if (scope === 'track' && principal.kind === 'client' && this.stream.freshness() === 'stale')
      return new KeysUnavailableProblem('no contact with the log for more than five minutes');
    return undefined;
  }
}

/** Goes on unless there is a refusal; waits only where there is something to wait for. */
function whenTold(
  refusal: Error | undefined | Promise<Error | undefined>,
  refuse: (refusal: Error) => void,
  goOn: () => void,
): void {
  if (refusal === undefined) goOn();
  else if (refusal instanceof Promise) refusal.then((late) => whenTold(late, refuse, goOn), refuse);
  else refuse(refusal);
}
