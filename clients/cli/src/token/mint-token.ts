import { SignJWT } from 'jose';

export const ROLES = ['viewer', 'analyst', 'editor', 'approver', 'admin'] as const;
type Role = (typeof ROLES)[number];

interface TokenRequest {
  readonly secret: string;
  readonly role: Role;
  readonly subject: string;
  readonly hours: number;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly project?: string;
  readonly issuer?: string;
  readonly audience?: string;
}

/** A token for a person, signed with the secret that the services verify with (HS256). */
export function mintToken(request: TokenRequest): Promise<string> {
  const { role, project, subject, issuer, audience } = request;
  const issuedAt = Math.floor(request.issuedAt / 1000);
  const token = new SignJWT({ role, ...(project === undefined ? {} : { project }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + Math.round(request.hours * 3600));
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(request.secret));
}
