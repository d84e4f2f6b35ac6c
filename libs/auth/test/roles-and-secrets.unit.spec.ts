import { ConfigError } from '@assay/platform';
import { checkJwtConfig, hasScope, includesRole, ROLES, secretWeakness } from '../src/index.js';

const strong = 'k9Qz7Lw2Xv5Rt8Np3Ys6Hd1Gf4Jb0Mc-';
const secret = (text: string) => ({ key: { kind: 'secret', secret: text } }) as const;

describe('roles', () => {
  it('each include those before them', () => {
    const allowed = ROLES.map((held) => ROLES.filter((needed) => includesRole(held, needed)).length);
    expect(allowed).toEqual([1, 2, 3, 4, 5]);
    expect(includesRole(undefined, 'viewer')).toBe(false);
  });

  it('a key has the scopes it was given, a person those of the role', () => {
    const client = { kind: 'client', actor: 'key:1', project: 'default', scopes: ['evaluate'] } as const;
    const person = { kind: 'person', actor: 'user:a', project: 'default' } as const;
    expect([hasScope(client, 'evaluate'), hasScope(client, 'track')]).toEqual([true, false]);
    expect(hasScope({ ...person, role: 'viewer' }, 'evaluate')).toBe(true);
    expect(hasScope({ ...person, role: 'analyst' }, 'track')).toBe(false);
    expect(hasScope({ ...person, role: 'editor' }, 'track')).toBe(true);
    expect(hasScope(person, 'evaluate')).toBe(false);
  });
});

describe('signing secrets', () => {
  it.each([
    ['short', 'k9Qz7Lw2', 'it has 8 characters, fewer than 32'],
    ['monotonous', 'ab'.repeat(20), 'it has only 2 different characters, fewer than 10'],
    ['an example', 'change-me-to-something-long-and-random', 'it looks like an example'],
    ['a word', 'my-super-secret-jwt-signing-key-2026', 'it looks like an example'],
  ])('refuses one that is %s', (_case, text, weakness) => {
    expect(secretWeakness(text)).toBe(weakness);
    expect(() => checkJwtConfig(secret(text))).toThrow(ConfigError);
  });

  it('takes a random one, in hexadecimal too', () => {
    expect(secretWeakness(strong)).toBeUndefined();
    expect(secretWeakness('9f86d081884c7d659a2feaa0c55ad015')).toBeUndefined();
  });

  it('never repeats the secret', () => {
    expect(() => checkJwtConfig(secret('ab'.repeat(20)))).not.toThrow(/abab/);
  });

  it('refuses a default role that does not exist', () => {
    expect(() => checkJwtConfig({ ...secret(strong), defaultRole: 'root' })).toThrow(
      'JWT_DEFAULT_ROLE is "root": give one of viewer, analyst, editor, approver, admin, or unset it',
    );
  });
});
