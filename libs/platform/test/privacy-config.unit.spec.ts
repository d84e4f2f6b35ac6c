import { ConfigError, loadConfig } from '../src/index.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const env = {
  DATABASE_URL: 'postgres://a:b@localhost/assay',
  JWT_SECRET: 'x'.repeat(32),
  PRIVACY_DATABASE_URL: 'postgres://a:b@localhost/keys',
};

const privacyOf = (more: Record<string, string>) => loadConfig('analytics', { ...env, ...more }).privacy;

function problemOf(more: Record<string, string>): ConfigError {
  try {
    privacyOf(more);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new TypeError('nothing is wrong');
}

describe('the privacy of an installation', () => {
  it('is off where there is no master key', () => {
    expect(privacyOf({})).toBeUndefined();
  });

  it('is on for all projects with one; the first of several wraps', () => {
    const privacy = privacyOf({ PRIVACY_MASTER_KEYS: `new:${KEY}, old:${KEY}` });
    expect(privacy).toMatchObject({ databaseUrl: env.PRIVACY_DATABASE_URL, projects: 'all' });
    expect(privacy?.masterKeys.map(({ id, secret }) => [id, secret.length])).toEqual([
      ['new', 32],
      ['old', 32],
    ]);
  });

  it('may be on for some projects', () => {
    const some = { PRIVACY_MASTER_KEYS: `a:${KEY}`, PRIVACY_PROJECTS: 'shop, app' };
    expect(privacyOf(some)?.projects).toEqual(['shop', 'app']);
  });

  it.each([
    ['too short a key', 'a:c2hvcnQ='],
    ['a key without a name', KEY],
    ['the same name twice', `a:${KEY},a:${KEY}`],
    ['one of several that is none', `a:${KEY},secret-nonsense`],
  ])('refuses %s, and shows nothing of it', (_what, keys) => {
    const problem = problemOf({ PRIVACY_MASTER_KEYS: keys });
    expect(problem.problems.map(({ variable }) => variable)).toEqual(['PRIVACY_MASTER_KEYS']);
    expect(problem.message).not.toContain(keys.slice(-8));
  });

  it('asks for the place of the keys', () => {
    const problem = problemOf({ PRIVACY_MASTER_KEYS: `a:${KEY}`, PRIVACY_DATABASE_URL: '' });
    expect(problem.problems.map(({ variable }) => variable)).toEqual(['PRIVACY_DATABASE_URL']);
  });
});
