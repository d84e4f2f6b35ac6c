import { findLocalSecrets } from '../connection/local-secrets.js';
import { EXIT } from '../errors/cli-error.js';
import { UsageError } from '../errors/usage.error.js';
import type { Terminal } from '../terminal/terminal.js';
import { mintToken, ROLES } from './mint-token.js';

export interface TokenOptions {
  readonly role: string;
  readonly subject: string;
  readonly hours: string;
  readonly project?: string;
  readonly data?: string;
}

const LONGEST_HOURS = 24 * 366;

/** Prints a token for a person. */
export async function tokenCommand(terminal: Terminal, options: TokenOptions): Promise<number> {
  const role = ROLES.find((known) => known === options.role);
  if (role === undefined)
    throw new UsageError(`--role is "${options.role}"; it must be one of ${ROLES.join(', ')}`);
  const hours = Number(options.hours);
  if (!(hours > 0 && hours <= LONGEST_HOURS))
    throw new UsageError(
      `--hours is "${options.hours}"; it must be a number above 0, at most ${String(LONGEST_HOURS)}`,
    );
  const { env } = terminal;
  const secret = env['JWT_SECRET'] ?? (await findLocalSecrets(terminal.folder, options.data))?.jwtSecret;
  if (secret === undefined)
    throw new UsageError(
      'No secret to sign with: set JWT_SECRET, or name the data folder of a standalone (--data).',
    );
  const { subject, project } = options;
  const [issuer, audience] = [env['JWT_ISSUER'], env['JWT_AUDIENCE']];
  terminal.print(
    await mintToken({ secret, role, subject, hours, project, issuer, audience, issuedAt: terminal.now() }),
  );
  return EXIT.done;
}
