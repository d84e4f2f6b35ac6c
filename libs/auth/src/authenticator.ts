import type { KnownKey } from './api-key/key-ring.js';
import { KeyRing } from './api-key/key-ring.js';
import { AccessStream } from './api-key/access-stream.js';
import { API_KEY_PREFIX, looksLikeApiKey } from './api-key/create-api-key.js';
import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { ClientApp, Principal } from './principal.js';
import {
  KeyInvalidProblem,
  KeyRevokedProblem,
  KeysUnavailableProblem,
  TokenInvalidProblem,
  TokenMissingProblem,
} from './problems/auth-problems.js';
import { TokenVerifier } from './token/token-verifier.js';

const BEARER = /^Bearer +(\S+) *$/i;
const PLAIN_BEARER = 'Bearer ';
const PLAIN_KEY = `${PLAIN_BEARER}${API_KEY_PREFIX}`;

/** Finds out who calls. API keys are answered at once, from memory; tokens need a signature check. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly ring: KeyRing,
    private readonly stream: AccessStream,
    private readonly tokens: TokenVerifier,
  ) {}

  /** @throws UnauthorizedProblem for missing or bad credentials; UnavailableProblem when they cannot be checked */
  authenticate(headers: IncomingHttpHeaders): Principal | Promise<Principal> {
    const credentials = credentialsOf(headers);
    return credentials.startsWith(API_KEY_PREFIX)
      ? this.client(credentials)
      : this.tokens.verify(credentials);
  }

  private client(text: string): ClientApp {
    if (!looksLikeApiKey(text)) throw new KeyInvalidProblem();
    const found = this.ring.find(text);
    if (found.outcome === 'revoked') throw new KeyRevokedProblem(found.key.keyId);
    if (found.outcome === 'valid') {
      return clientOf(found.key);
    }
    // A key that is missing here may have been created where this process cannot see it yet.
    if (this.stream.freshness() !== 'fresh') throw new KeysUnavailableProblem('the keys are not up to date');
    throw new KeyInvalidProblem();
  }
}

const clients = new WeakMap<KnownKey, ClientApp>();

/** One object for each key: it is the same client at every call. */
function clientOf(key: KnownKey): ClientApp {
  const known = clients.get(key);
  if (known !== undefined) return known;
  const { keyId, project, scopes, origins } = key;
  const plain: ClientApp = { kind: 'client', actor: `key:${keyId}`, project, scopes };
  const client = origins === undefined ? plain : { ...plain, origins };
  clients.set(key, client);
  return client;
}

/** Nearly everybody writes it in one way. */
const bearerOf = (authorization: string): string | undefined =>
  authorization.startsWith(PLAIN_KEY) && !authorization.includes(' ', PLAIN_BEARER.length)
    ? authorization.slice(PLAIN_BEARER.length)
    : BEARER.exec(authorization)?.[1];

function credentialsOf(headers: IncomingHttpHeaders): string {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const token = bearerOf(authorization);
    if (token === undefined)
      throw new TokenInvalidProblem('the Authorization header must be "Bearer <token>"');
    return token;
  }
  const key = headers['x-api-key'];
  if (key === undefined || key === '') throw new TokenMissingProblem();
  if (typeof key !== 'string' || !key.startsWith(API_KEY_PREFIX)) throw new KeyInvalidProblem();
  return key;
}
