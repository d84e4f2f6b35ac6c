import { newSecrets, parseSecrets } from './secrets.js';

const random = (bytes: number): Buffer => Buffer.alloc(bytes, 7);

describe('secrets', () => {
  it('has a password for each role and a signing secret of 384 bits', () => {
    const secrets = newSecrets(['assignment', 'rollout'], random);
    expect(Object.keys(secrets.rolePasswords)).toEqual(['assignment', 'rollout']);
    expect(Buffer.from(secrets.jwtSecret, 'base64url')).toHaveLength(48);
    expect(Buffer.from(secrets.postgresPassword, 'base64url')).toHaveLength(24);
  });

  it('is read as it was written', () => {
    const secrets = { ...newSecrets(['rollout'], random), url: 'http://127.0.0.1:3000' };
    expect(parseSecrets(JSON.stringify(secrets))).toEqual(secrets);
  });

  it.each(['', '{', 'null', '[]', '{"jwtSecret":"a"}', '{"jwtSecret":"a","postgresPassword":"b"}'])(
    'does not take %j for it',
    (text) => expect(parseSecrets(text)).toBeUndefined(),
  );

  it('refuses a token that is no text', () => {
    const damaged = { ...newSecrets([], random), adminToken: 7 };
    expect(parseSecrets(JSON.stringify(damaged))).toBeUndefined();
  });
});
