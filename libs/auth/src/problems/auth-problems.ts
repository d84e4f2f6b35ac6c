import { ForbiddenProblem, UnauthorizedProblem, UnavailableProblem } from '@assay/platform';
import type { ApiKeyScope } from '@assay/contracts';
import type { Principal, Role } from '../principal.js';

const challenge = { 'www-authenticate': 'Bearer realm="assay"' };
const rejected = { 'www-authenticate': 'Bearer realm="assay", error="invalid_token"' };

/** 401 `TOKEN_MISSING`: no credentials came with the request. */
export class TokenMissingProblem extends UnauthorizedProblem {
  constructor() {
    super('TOKEN_MISSING', 'send "Authorization: Bearer <token or API key>", or an API key as "X-API-Key"', {
      headers: challenge,
    });
  }
}

/** 401 `TOKEN_INVALID`: the token is not one that this system trusts; the detail says why. */
export class TokenInvalidProblem extends UnauthorizedProblem {
  constructor(reason: string) {
    super('TOKEN_INVALID', `the token is not accepted: ${reason}`, { headers: rejected });
  }
}

/** 401 `TOKEN_EXPIRED`: it was good once. */
export class TokenExpiredProblem extends UnauthorizedProblem {
  constructor(expiredAt: string) {
    super('TOKEN_EXPIRED', `the token expired at ${expiredAt}`, { headers: rejected });
  }
}

/** 401 `KEY_INVALID`: no such API key. */
export class KeyInvalidProblem extends UnauthorizedProblem {
  constructor() {
    super('KEY_INVALID', 'the API key is not known', { headers: rejected });
  }
}

/** 401 `KEY_REVOKED`: the API key has been withdrawn. */
export class KeyRevokedProblem extends UnauthorizedProblem {
  constructor(keyId: string) {
    super('KEY_REVOKED', `the API key ${keyId} has been revoked`, { headers: rejected });
  }
}

/** 503 `KEYS_UNAVAILABLE`: whether the key is good cannot be said at the moment. */
export class KeysUnavailableProblem extends UnavailableProblem {
  constructor(reason: string) {
    super('KEYS_UNAVAILABLE', `API keys cannot be checked now: ${reason}`, {
      headers: { 'retry-after': '5' },
    });
  }
}

/** 503 `TOKEN_KEYS_UNAVAILABLE`: the issuer's public keys cannot be fetched. */
export class TokenKeysUnavailableProblem extends UnavailableProblem {
  constructor(cause: unknown) {
    super('TOKEN_KEYS_UNAVAILABLE', 'the public keys of the token issuer cannot be fetched now', {
      headers: { 'retry-after': '5' },
      cause,
    });
  }
}

const described = (principal: Principal): string =>
  principal.kind === 'client' ? 'an API key' : `the role ${principal.role ?? '(none)'}`;

/** 403 `ROLE_REQUIRED`: names the role needed and what the caller has. */
export class RoleRequiredProblem extends ForbiddenProblem {
  constructor(needed: Role, principal: Principal) {
    super('ROLE_REQUIRED', `this needs the role ${needed}; ${principal.actor} has ${described(principal)}`, {
      extensions: { needed, present: principal.kind === 'client' ? null : (principal.role ?? null) },
    });
  }
}

/** 403 `SCOPE_REQUIRED`: the API key or the person may not use routes of this scope. */
export class ScopeRequiredProblem extends ForbiddenProblem {
  constructor(needed: ApiKeyScope, principal: Principal) {
    const present = principal.kind === 'client' ? principal.scopes.join(', ') : described(principal);
    super('SCOPE_REQUIRED', `this needs the scope ${needed}; ${principal.actor} has ${present}`, {
      extensions: { needed, present },
    });
  }
}
