import type { JwtConfig } from '@assay/platform';
import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { Person } from '../principal.js';
import { isRole } from '../principal.js';
import {
  TokenExpiredProblem,
  TokenInvalidProblem,
  TokenKeysUnavailableProblem,
} from '../problems/auth-problems.js';
import { checkJwtConfig } from './secret-strength.js';

const LONGEST_TOKEN = 8192;
const PROJECT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LONGEST_SUBJECT = 150;

/**
 * Verifies people's tokens (RFC 7519). One kind of key, and only the algorithms that belong to it: a public key
 * can never be taken for a shared secret, and an unsigned token never for a signed one. Token times are compared
 * with the machine's clock, which tests do not move.
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export class TokenVerifier {
  private readonly key: JWTVerifyGetKey;
  private readonly options: JWTVerifyOptions;

  /** @throws ConfigError for a weak secret */
  constructor(private readonly config: JwtConfig) {
    checkJwtConfig(config);
    this.key = keyOf(config);
    this.options = {
      algorithms: config.key.kind === 'secret' ? ['HS256'] : ['RS256', 'ES256'],
      requiredClaims: ['exp'],
      clockTolerance: 5,
      ...(config.issuer === undefined ? {} : { issuer: config.issuer }),
      ...(config.audience === undefined ? {} : { audience: config.audience }),
    };
  }

  /** @throws TokenInvalidProblem, TokenExpiredProblem, TokenKeysUnavailableProblem */
  async verify(token: string): Promise<Person> {
    if (token.length > LONGEST_TOKEN) throw new TokenInvalidProblem('it is too long');
    try {
      const { payload } = await jwtVerify(token, this.key, this.options);
      return this.personOf(payload);
    } catch (error) {
      throw problemOfToken(error);
    }
  }

  private personOf(payload: JWTPayload): Person {
    const { project = 'default', role = this.config.defaultRole } = payload;
    const subject = subjectOf(payload);
    if (subject === '' || subject.length > LONGEST_SUBJECT)
      throw new TokenInvalidProblem(
        `the claim sub, or else userId, must name somebody in 1 to ${String(LONGEST_SUBJECT)} characters`,
      );
    if (typeof project !== 'string' || !PROJECT.test(project))
      throw new TokenInvalidProblem('the claim project must be letters, digits, . _ -');
    if (role !== undefined && !isRole(role))
      throw new TokenInvalidProblem('the claim role is none of viewer, analyst, editor, approver, admin');
    const person = { kind: 'person', actor: `user:${subject}`, project } as const;
    return role === undefined ? person : { ...person, role };
  }
}

/** Issuers without `sub` say who it is with `userId`, often a number; empty where nobody is named. */
function subjectOf({ sub, userId }: JWTPayload): string {
  const named: unknown = sub ?? userId;
  if (Number.isSafeInteger(named)) return String(named);
  return typeof named === 'string' ? named : '';
}

function keyOf({ key }: JwtConfig): JWTVerifyGetKey {
  if (key.kind === 'jwks')
    return createRemoteJWKSet(new URL(key.url), {
      // An unknown key id asks the issuer again, but no caller can make this service hammer it.
      cooldownDuration: 30_000,
      cacheMaxAge: 600_000,
      timeoutDuration: 5_000,
    });
  const secret = new TextEncoder().encode(key.secret);
  return () => secret;
}

function problemOfToken(error: unknown): Error {
  if (error instanceof TokenInvalidProblem) return error;
  if (error instanceof errors.JWTExpired) {
    const at = error.payload.exp;
    return new TokenExpiredProblem(at === undefined ? 'an unknown time' : new Date(at * 1000).toISOString());
  }
  if (error instanceof errors.JWTClaimValidationFailed)
    return new TokenInvalidProblem(
      `the claim ${error.claim} ${error.reason === 'missing' ? 'is missing' : 'is wrong'}`,
    );
  if (error instanceof errors.JWKSNoMatchingKey)
    return new TokenInvalidProblem('it names a key that is not known');
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new TokenInvalidProblem('its algorithm is not allowed');
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new TokenInvalidProblem('its signature is wrong');
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || !isAboutToken(error))
    return new TokenKeysUnavailableProblem(error);
  return new TokenInvalidProblem('it is malformed');
}

// What jose throws of a token has its own class; a generic one, or another class, comes from fetching keys.
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
