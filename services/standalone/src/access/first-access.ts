import { issueToken } from '@assay/auth';
import type { SecretsFile } from '../data/secrets-file.js';
import { ApiClient } from './api-client.js';

const YEAR_SECONDS = 365 * 24 * 3600;

interface CreatedKey {
  readonly key: string;
}

/** A token for the owner of this machine's Assay, and keys for the first clients; kept, so made once. */
export async function ensureAdminToken(secrets: SecretsFile): Promise<{ readonly isNew: boolean }> {
  const { adminToken, jwtSecret } = secrets.get();
  if (adminToken !== undefined && !expiresSoon(adminToken, Date.now())) return { isNew: false };
  const token = await issueToken({
    secret: jwtSecret,
    subject: 'owner',
    role: 'admin',
    expiresInSeconds: YEAR_SECONDS,
  });
  await secrets.update({ adminToken: token });
  return { isNew: true };
}

const RENEWED_BEFORE_MS = 30 * 24 * 3_600_000;

/** Will a token of ours be of no use within a month? */
export function expiresSoon(token: string, now: number): boolean {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  const { exp } = JSON.parse(payload) as { readonly exp: number };
  return exp * 1000 - now < RENEWED_BEFORE_MS;
}

/** A key with all scopes for the first client application; returns whether it was made now. */
export async function ensureSdkKey(
  url: string,
  secrets: SecretsFile,
  name: 'sdkKey' | 'exampleKey',
): Promise<boolean> {
  const { [name]: present, adminToken = '' } = secrets.get();
  if (present !== undefined) return false;
  const client = new ApiClient({ url, credential: adminToken });
  const body = {
    name: name === 'sdkKey' ? 'first application' : 'example visitors',
    scopes: ['evaluate', 'track'],
  };
  const { key } = await client.call<CreatedKey>('/api/v1/admin/api-keys', { method: 'POST', body });
  await secrets.update({ [name]: key });
  return true;
}
