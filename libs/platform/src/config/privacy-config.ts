import type { EnvironmentReader } from './environment-reader.js';
import type { MasterKey, PrivacyConfig } from './service-config.js';

const KEY_BYTES = 32;
const EXPECTED =
  'give keys as id:base64 of 32 random bytes, separated by commas; the first wraps what is new ' +
  '(a key: openssl rand -base64 32)';

/** The privacy of units from `PRIVACY_*`; nothing where `PRIVACY_MASTER_KEYS` is not set. */
export function privacyConfig(read: EnvironmentReader): { readonly privacy?: PrivacyConfig } {
  const list = read.optional('PRIVACY_MASTER_KEYS');
  if (list === undefined) return {};
  const [current, ...others] = list.split(',').map((text) => masterKey(text.trim()));
  const found = [current, ...others].flatMap((key) => key ?? []);
  const names = new Set(found.map(({ id }) => id));
  // The value is a secret, so that nothing of it is repeated.
  if (current === undefined || found.length !== others.length + 1 || names.size !== found.length)
    return read.wrong({ variable: 'PRIVACY_MASTER_KEYS', value: '(not shown)', expected: EXPECTED }, {});
  const projects = read.optional('PRIVACY_PROJECTS') ?? '*';
  return {
    privacy: {
      databaseUrl: read.url('PRIVACY_DATABASE_URL', ['postgres', 'postgresql']),
      masterKeys: [current, ...found.slice(1)],
      projects: projects === '*' ? 'all' : projects.split(',').map((project) => project.trim()),
    },
  };
}

function masterKey(text: string): MasterKey | undefined {
  const [, id, base64] = /^([\w-]{1,40}):([A-Za-z0-9+/_=-]+)$/.exec(text) ?? [];
  if (id === undefined || base64 === undefined) return undefined;
  const secret = Buffer.from(base64, 'base64');
  return secret.length === KEY_BYTES ? { id, secret } : undefined;
}
