import { SignJWT } from 'jose';
import type { Role } from '../principal.js';

export interface TokenRequest {
  readonly secret: string;
  readonly subject: string;
  readonly role: Role;
  readonly project?: string;
  /** From now; one hour when not given. */
  readonly expiresInSeconds?: number;
  readonly issuer?: string;
  readonly audience?: string;
}

const HOUR = 3600;

/**
 * Signs a token for a person with the shared secret (HS256), for the command line and for one's own machine.
 * @returns the compact JWT
 * @example await issueToken({ secret, subject: 'alice', role: 'editor' })
 */
export function issueToken(request: TokenRequest): Promise<string> {
  const { subject, role, project, issuer, audience, expiresInSeconds = HOUR } = request;
  const token = new SignJWT(project === undefined ? { role } : { role, project })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds);
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(request.secret));
}
