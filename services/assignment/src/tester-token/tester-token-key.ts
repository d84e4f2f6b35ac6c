import { hkdfSync } from 'node:crypto';
import type { ServiceConfig } from '@assay/platform';

/** Injection token of the key that signs tokens of testers; undefined where no secret is configured. */
export const TESTER_TOKEN_KEY = Symbol('assay:tester-token-key');

const KEY_BYTES = 32;

/**
 * The key for tokens of testers: from its own secret, else derived from the secret of people's tokens, with which
 * nothing signed for one purpose passes for the other. Every gateway has the same.
 */
export function testerTokenKey({
  testerTokenSecret,
  jwt,
}: Pick<ServiceConfig, 'testerTokenSecret' | 'jwt'>): Uint8Array | undefined {
  const secret = testerTokenSecret ?? (jwt.key.kind === 'secret' ? jwt.key.secret : undefined);
  if (secret === undefined) return undefined;
  return new Uint8Array(hkdfSync('sha256', secret, '', 'assay tester tokens', KEY_BYTES));
}
