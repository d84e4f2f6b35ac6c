import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token lets its bearer have: one variant of one experiment, until it ends. */
export interface TesterClaims {
  readonly project: string;
  readonly experiment: string;
  readonly variant: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export type TesterTokenRefusal =
  'TOKEN_MALFORMED' | 'TOKEN_FORGED' | 'TOKEN_EXPIRED' | 'TOKEN_OF_OTHER_PROJECT';

export type TesterTokenReading =
  | { readonly outcome: 'valid'; readonly experiment: string; readonly variant: string }
  | { readonly outcome: 'refused'; readonly code: TesterTokenRefusal };

const FORM = /^(?<body>[A-Za-z0-9_-]{1,1200})\.(?<signature>[A-Za-z0-9_-]{43})$/;
const PURPOSE = 'assay tester token 1 ';

const sign = (key: Uint8Array, body: string): Buffer =>
  createHmac('sha256', key).update(PURPOSE).update(body).digest();

const refused = (code: TesterTokenRefusal): TesterTokenReading => ({ outcome: 'refused', code });

/**
 * A token for an address: whoever opens a page with it gets the variant, without taking part in the experiment.
 * Everybody may read what it says; nobody may change it.
 * @example issueTesterToken(key, { project: 'default', experiment: 'checkout', variant: 'b', expiresAt })
 */
export function issueTesterToken(key: Uint8Array, claims: TesterClaims): string {
  const { project, experiment, variant, expiresAt } = claims;
  const body = Buffer.from(JSON.stringify([project, experiment, variant, expiresAt])).toString('base64url');
  return `${body}.${sign(key, body).toString('base64url')}`;
}

function claimsIn(body: string): TesterClaims | undefined {
  // Signed by us: it is what we wrote, unless a later version wrote something else.
  const parts = JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown;
  if (!Array.isArray(parts) || parts.length !== 4) return undefined;
  const [project, experiment, variant, expiresAt] = parts as readonly unknown[];
  const isText = [project, experiment, variant].every((part) => typeof part === 'string');
  if (!isText || typeof expiresAt !== 'number') return undefined;
  return { project, experiment, variant, expiresAt } as TesterClaims;
}

/**
 * What a token says, if it is ours, of this project and not over. Never throws.
 * @param now milliseconds since 1970
 */
export function readTesterToken(
  key: Uint8Array,
  token: string,
  { project, now }: { readonly project: string; readonly now: number },
): TesterTokenReading {
  const { body, signature } = FORM.exec(token)?.groups ?? {};
  if (body === undefined || signature === undefined) return refused('TOKEN_MALFORMED');
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(key, body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return refused('TOKEN_FORGED');
  const claims = claimsIn(body);
  if (claims === undefined) return refused('TOKEN_MALFORMED');
  if (claims.project !== project) return refused('TOKEN_OF_OTHER_PROJECT');
  if (claims.expiresAt <= now) return refused('TOKEN_EXPIRED');
  return { outcome: 'valid', experiment: claims.experiment, variant: claims.variant };
}
