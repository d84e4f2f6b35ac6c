import { issueTesterToken, readTesterToken } from './tester-token.js';
import { testerTokenKey } from './tester-token-key.js';

const KEY = new Uint8Array(32).fill(7);
const NOW = Date.parse('2026-01-05T10:00:00.000Z');
const CLAIMS = { project: 'default', experiment: 'checkout', variant: 'b', expiresAt: NOW + 1_000 };
const TOKEN = issueTesterToken(KEY, CLAIMS);
const read = (token: string, { key = KEY, project = 'default', now = NOW } = {}) =>
  readTesterToken(key, token, { project, now });

describe('a token of a tester', () => {
  it('says which variant of which experiment', () => {
    expect(read(TOKEN)).toEqual({ outcome: 'valid', experiment: 'checkout', variant: 'b' });
  });

  it('can be part of an address as it is', () => {
    expect(encodeURIComponent(TOKEN)).toBe(TOKEN);
  });

  const [body = '', signature = ''] = TOKEN.split('.');
  const other = issueTesterToken(KEY, { ...CLAIMS, variant: 'c' }).split('.')[0] ?? '';
  it.each([
    ['another body', `${other}.${signature}`, 'TOKEN_FORGED'],
    ['another signature', `${body}.${'A'.repeat(43)}`, 'TOKEN_FORGED'],
    ['no signature', body, 'TOKEN_MALFORMED'],
    ['nothing', '', 'TOKEN_MALFORMED'],
    ['something longer than any', `${'A'.repeat(2_000)}.${signature}`, 'TOKEN_MALFORMED'],
  ])('is refused with %s', (_, token, code) => {
    expect(read(token)).toEqual({ outcome: 'refused', code });
  });

  it('is refused when it is over, in another project and by another key', () => {
    expect(read(TOKEN, { now: NOW + 1_000 })).toEqual({ outcome: 'refused', code: 'TOKEN_EXPIRED' });
    expect(read(TOKEN, { project: 'other' })).toMatchObject({ code: 'TOKEN_OF_OTHER_PROJECT' });
    expect(read(TOKEN, { key: new Uint8Array(32) })).toMatchObject({ code: 'TOKEN_FORGED' });
  });
});

describe('the key of such tokens', () => {
  const secret = { kind: 'secret', secret: 'k9Qz7Lw2Xv5Rt8Np3Ys6Hd1Gf4Jb0Mc-' } as const;

  it('is derived from the secret of people’s tokens, and is not that secret', () => {
    const key = testerTokenKey({ jwt: { key: secret } });
    expect(key).toHaveLength(32);
    expect(Buffer.from(key ?? []).toString('latin1')).not.toBe(secret.secret);
    expect(testerTokenKey({ jwt: { key: secret } })).toEqual(key);
  });

  it('comes from a secret of its own where there is one, and from nothing where there is none', () => {
    const jwks = { key: { kind: 'jwks', url: 'https://id.example/keys' } } as const;
    expect(testerTokenKey({ jwt: jwks })).toBeUndefined();
    expect(testerTokenKey({ jwt: jwks, testerTokenSecret: 'x'.repeat(32) })).toHaveLength(32);
    expect(testerTokenKey({ jwt: { key: secret }, testerTokenSecret: 'x'.repeat(32) })).not.toEqual(
      testerTokenKey({ jwt: { key: secret } }),
    );
  });
});
