import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JwtConfig } from '@assay/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { decodeJwt, exportJWK, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { issueToken } from '../src/index.js';
import { MemoryAccessLog } from './memory-access-log.js';
import { testApp } from './test-app.js';

const secret = 'k9Qz7Lw2Xv5Rt8Np3Ys6Hd1Gf4Jb0Mc-';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const anHourAgo = inAnHour - 7200;
const issuer = 'https://issuer.example';
const audience = 'assay';
const claims = { sub: 'mallory', role: 'admin', iss: issuer, aud: audience, exp: inAnHour };

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();

const signed = (alg: string, key: Parameters<SignJWT['sign']>[0], payload: object = claims, kid?: string) =>
  new SignJWT({ ...payload }).setProtectedHeader(kid === undefined ? { alg } : { alg, kid }).sign(key);
const without = (claim: keyof typeof claims): object =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));

const statusOf = async (app: NestFastifyApplication, token: string | undefined) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await app.inject({ url: '/things', headers });
  const { code } = answer.json<{ code?: string }>();
  return { status: answer.statusCode, ...(code === undefined ? {} : { code }) };
};

describe('tokens signed with the shared secret', () => {
  let app: NestFastifyApplication;
  const jwt: JwtConfig = { key: { kind: 'secret', secret }, issuer, audience };
  beforeAll(async () => {
    ({ app } = await testApp(jwt, new MemoryAccessLog()));
  });
  afterAll(() => app.close());

  it.each([
    [{ userId: 1 }, 'user:1'],
    [{ userId: 'ada' }, 'user:ada'],
    [{ sub: 'grace', userId: 1 }, 'user:grace'],
  ])('of issuers with claims of their own, %j, say who calls', async (named, actor) => {
    const token = await signed('HS256', bytes(secret), { ...without('sub'), ...named });
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.inject({ url: '/things', headers })).json()).toMatchObject({ actor, role: 'admin' });
  });

  it('say who calls, with role and project', async () => {
    const token = await issueToken({
      secret,
      subject: 'ada',
      role: 'editor',
      project: 'shop',
      issuer,
      audience,
    });
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.inject({ url: '/things', headers })).json()).toEqual({
      kind: 'person',
      actor: 'user:ada',
      project: 'shop',
      role: 'editor',
    });
    const written = await app.inject({ method: 'POST', url: '/things', headers });
    expect(written.json()).toEqual({ actor: 'user:ada' });
  });

  it('need the role of the route, and admin where it names none', async () => {
    const asViewer = await issueToken({ secret, subject: 'vera', role: 'viewer', issuer, audience });
    const headers = { authorization: `Bearer ${asViewer}` };
    const write = await app.inject({ method: 'POST', url: '/things', headers });
    expect(write.json()).toMatchObject({
      status: 403,
      code: 'ROLE_REQUIRED',
      needed: 'editor',
      present: 'viewer',
      detail: 'this needs the role editor; user:vera has the role viewer',
    });
    const undecorated = await app.inject({ url: '/things/undecorated', headers });
    expect(undecorated.json()).toMatchObject({ code: 'ROLE_REQUIRED', needed: 'admin' });
    const asAdmin = await issueToken({ secret, subject: 'root', role: 'admin', issuer, audience });
    const allowed = await app.inject({
      url: '/things/undecorated',
      headers: { authorization: `Bearer ${asAdmin}` },
    });
    expect(allowed.statusCode).toBe(200);
  });

  it('are not asked for on public routes', async () => {
    expect((await app.inject('/things/open')).statusCode).toBe(200);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
  });

  it('without a role are let in nowhere', async () => {
    expect(await statusOf(app, await signed('HS256', bytes(secret), without('role')))).toEqual({
      status: 403,
      code: 'ROLE_REQUIRED',
    });
  });

  const attacks: [string, string, () => Promise<string | undefined>][] = [
    ['no token', 'TOKEN_MISSING', () => Promise.resolve(undefined)],
    ['an unsigned token', 'TOKEN_INVALID', () => Promise.resolve(new UnsecuredJWT({ ...claims }).encode())],
    [
      'an expired token',
      'TOKEN_EXPIRED',
      () => signed('HS256', bytes(secret), { ...claims, exp: anHourAgo }),
    ],
    ['a token that never expires', 'TOKEN_INVALID', () => signed('HS256', bytes(secret), without('exp'))],
    ['a token of nobody', 'TOKEN_INVALID', () => signed('HS256', bytes(secret), without('sub'))],
    ...[1.5, null, true, '', ['root'], 'x'.repeat(151)].map((userId): (typeof attacks)[number] => [
      `a token of ${JSON.stringify(userId).slice(0, 20)}`,
      'TOKEN_INVALID',
      () => signed('HS256', bytes(secret), { ...without('sub'), userId }),
    ]),
    ['a wrong audience', 'TOKEN_INVALID', () => signed('HS256', bytes(secret), { ...claims, aud: 'other' })],
    ['no audience', 'TOKEN_INVALID', () => signed('HS256', bytes(secret), without('aud'))],
    [
      'a wrong issuer',
      'TOKEN_INVALID',
      () => signed('HS256', bytes(secret), { ...claims, iss: 'https://evil' }),
    ],
    ['another secret', 'TOKEN_INVALID', () => signed('HS256', bytes('x'.repeat(32)))],
    ['another algorithm of the same secret', 'TOKEN_INVALID', () => signed('HS512', bytes(secret + secret))],
    ['an asymmetric algorithm', 'TOKEN_INVALID', () => signed('RS256', rsa.privateKey)],
    [
      'a role that does not exist',
      'TOKEN_INVALID',
      () => signed('HS256', bytes(secret), { ...claims, role: 'god' }),
    ],
    [
      'a project with a slash',
      'TOKEN_INVALID',
      () => signed('HS256', bytes(secret), { ...claims, project: 'a/b' }),
    ],
    ['a malformed token', 'TOKEN_INVALID', () => Promise.resolve('not.a.token')],
    ['an endless token', 'TOKEN_INVALID', () => Promise.resolve(`e30.${'a'.repeat(9_000)}.a`)],
  ];

  it.each(attacks)('refuse %s', async (_case, code, token) => {
    expect(await statusOf(app, await token())).toEqual({ status: 401, code });
  });

  it('refuse another scheme', async () => {
    const answer = await app.inject({ url: '/things', headers: { authorization: 'Basic YTpi' } });
    expect(answer.json()).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
  });

  it('control: reading tokens without verifying them lets the attacks through', async () => {
    const tokens = await Promise.all(attacks.map(([, , token]) => token()));
    const readable = tokens.filter((token) => {
      try {
        return token !== undefined && decodeJwt(token).sub === 'mallory';
      } catch {
        return false;
      }
    });
    expect(readable.length).toBeGreaterThanOrEqual(10);
  });
});

describe('tokens without a role', () => {
  it('get the configured one', async () => {
    const jwt: JwtConfig = { key: { kind: 'secret', secret }, defaultRole: 'viewer' };
    const { app } = await testApp(jwt, new MemoryAccessLog());
    expect(await statusOf(app, await signed('HS256', bytes(secret), without('role')))).toEqual({
      status: 200,
    });
    await app.close();
  });
});

describe('tokens of an issuer with public keys', () => {
  let app: NestFastifyApplication;
  let fetched = 0;
  const keys: { keys: unknown[] } = { keys: [] };
  const server = createServer((_request, response) => {
    fetched += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys));
  });
  beforeAll(async () => {
    keys.keys = [{ ...(await exportJWK(rsa.publicKey)), kid: 'one', use: 'sig' }];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/keys`;
    ({ app } = await testApp({ key: { kind: 'jwks', url }, issuer, audience }, new MemoryAccessLog()));
  });
  afterAll(async () => {
    await app.close();
    server.closeAllConnections();
    server.close();
  });

  it('are verified with the key they name', async () => {
    expect(await statusOf(app, await signed('RS256', rsa.privateKey, claims, 'one'))).toEqual({
      status: 200,
    });
  });

  it.each([
    ['an unsigned token', () => Promise.resolve(new UnsecuredJWT({ ...claims }).encode())],
    ['the public key used as a secret', () => signed('HS256', bytes(publicPem), claims, 'one')],
    ['a key id that is not known', () => signed('RS256', rsa.privateKey, claims, 'two')],
    ['the key of somebody else', () => signed('RS256', otherRsa.privateKey, claims, 'one')],
    ['a weaker padding of the right key', () => signed('PS256', rsa.privateKey, claims, 'one')],
    ['a wrong audience', () => signed('RS256', rsa.privateKey, { ...claims, aud: 'other' }, 'one')],
  ])('refuse %s', async (_case, token) => {
    expect(await statusOf(app, await token())).toEqual({ status: 401, code: 'TOKEN_INVALID' });
  });

  it('do not make the service hammer the issuer with unknown key ids', async () => {
    const before = fetched;
    for (let kid = 0; kid < 20; kid += 1) {
      const token = await signed('RS256', rsa.privateKey, claims, `unknown-${String(kid)}`);
      expect((await statusOf(app, token)).status).toBe(401);
    }
    expect(fetched - before).toBeLessThanOrEqual(1);
  });

  it('control: without the list of algorithms, the public key used as a secret lets Mallory in', async () => {
    const token = await signed('HS256', bytes(publicPem), claims, 'one');
    const { payload } = await jwtVerify(token, bytes(publicPem));
    expect(payload['role']).toBe('admin');
  });

  it('cannot be checked while the issuer is away', async () => {
    const url = 'http://127.0.0.1:9/keys';
    const { app: cutOff } = await testApp({ key: { kind: 'jwks', url } }, new MemoryAccessLog());
    expect(await statusOf(cutOff, await signed('RS256', rsa.privateKey, claims, 'one'))).toEqual({
      status: 503,
      code: 'TOKEN_KEYS_UNAVAILABLE',
    });
    await cutOff.close();
  });
});
