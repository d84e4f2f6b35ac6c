import type { FastifyRequest } from 'fastify';
import type { Principal } from '../principal.js';
import { TokenMissingProblem } from '../problems/auth-problems.js';

// On the request itself: a map of requests costs every one of them more than all other checks together.
const PRINCIPAL = Symbol('assay:principal');

interface KnownRequest {
  [PRINCIPAL]?: Principal;
}

export const rememberPrincipal = (request: FastifyRequest, principal: Principal): void => {
  (request as KnownRequest)[PRINCIPAL] = principal;
};

/** Who calls, where a guard let somebody through; undefined where nobody was asked. */
export const knownPrincipal = (request: FastifyRequest): Principal | undefined =>
  (request as KnownRequest)[PRINCIPAL];

/**
 * Who calls, on a route that a guard or `requireScope` let through.
 * @throws TokenMissingProblem on a public route, where nobody was asked
 */
export function principalOf(request: FastifyRequest): Principal {
  const principal = knownPrincipal(request);
  if (principal === undefined) throw new TokenMissingProblem();
  return principal;
}
