import type { JwtConfig } from '@assay/platform';
import { ConfigError } from '@assay/platform';
import { isRole, ROLES } from '../principal.js';

const LEAST_LENGTH = 32;
// Random hexadecimal text of 32 characters has about 14 different ones; a typed one has far fewer.
const LEAST_DISTINCT = 10;
const EXAMPLES = /secret|password|change.?me|example|your.?key|default|qwerty|0123456789|123456789|abcdefgh/i;

/** What is wrong with a signing secret, or undefined. */
export function secretWeakness(secret: string): string | undefined {
  if (secret.length < LEAST_LENGTH)
    return `it has ${String(secret.length)} characters, fewer than ${String(LEAST_LENGTH)}`;
  const distinct = new Set(secret).size;
  if (distinct < LEAST_DISTINCT)
    return `it has only ${String(distinct)} different characters, fewer than ${String(LEAST_DISTINCT)}`;
  return EXAMPLES.test(secret) ? 'it looks like an example' : undefined;
}

/**
 * Refuses a configuration under which tokens could be forged.
 * @throws ConfigError for a weak secret or a default role that does not exist
 */
export function checkJwtConfig({ key, defaultRole }: JwtConfig): void {
  const weakness = key.kind === 'secret' ? secretWeakness(key.secret) : undefined;
  if (weakness !== undefined)
    throw new ConfigError([
      {
        variable: 'JWT_SECRET',
        value: '(not shown)',
        expected: `${weakness}; make one with: openssl rand -base64 48`,
      },
    ]);
  if (defaultRole !== undefined && !isRole(defaultRole))
    throw new ConfigError([
      {
        variable: 'JWT_DEFAULT_ROLE',
        value: defaultRole,
        expected: `give one of ${ROLES.join(', ')}, or unset it`,
      },
    ]);
}
