import { UsageError } from '../errors/usage.error.js';
import type { Terminal } from '../terminal/terminal.js';
import { mintToken } from '../token/mint-token.js';
import type { Connection, ConnectionOptions } from './connection-options.js';
import { findLocalSecrets, STANDALONE_FOLDER } from './local-secrets.js';

const HERE = 'or run where a standalone keeps its data (--data).';

/**
 * Where Assay is and who calls: flags first, then ASSAY_URL and ASSAY_TOKEN, then what a standalone or the
 * distributed form on this machine left in its folder. What one of them leaves open, the next one fills, but a
 * local token is never sent to an address that was named otherwise.
 */
export async function findConnection(terminal: Terminal, options: ConnectionOptions): Promise<Connection> {
  const url = options.url ?? terminal.env['ASSAY_URL'];
  const token = options.token ?? terminal.env['ASSAY_TOKEN'];
  if (url !== undefined && token !== undefined) return { url: checked(url), token };
  if (url !== undefined) throw new UsageError(`${url} needs a token: give --token or ASSAY_TOKEN, ${HERE}`);
  const local = await findLocalSecrets(terminal.folder, options.data);
  if (local?.url === undefined) throw new UsageError(notFound(options.data));
  const own = token ?? local.adminToken ?? (await minted(local.jwtSecret, terminal));
  if (own === undefined) throw new UsageError(`${local.file} holds no token: give --token or ASSAY_TOKEN.`);
  return { url: checked(local.url), token: own };
}

const notFound = (data: string | undefined): string =>
  `No Assay found: there is no ${data ?? STANDALONE_FOLDER}/secrets.json here. Start one with "npm start", give ` +
  `--url and --token (ASSAY_URL, ASSAY_TOKEN), ${HERE}`;

function checked(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw new UsageError(`"${url}" is not an http(s) address, such as http://127.0.0.1:3000`);
  return url.replace(/\/+$/, '');
}

const minted = async (secret: string | undefined, { now }: Terminal): Promise<string | undefined> =>
  secret === undefined
    ? undefined
    : mintToken({ secret, role: 'admin', subject: 'assay-cli', hours: 12, issuedAt: now() });
