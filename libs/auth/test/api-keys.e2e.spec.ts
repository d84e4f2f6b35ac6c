import type { FixedClock } from '@assay/platform';
import { eventually } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { issueToken } from '../src/index.js';
import { keyWith } from './keys.js';
import { MemoryAccessLog } from './memory-access-log.js';
import { testApp } from './test-app.js';

const secret = 'k9Qz7Lw2Xv5Rt8Np3Ys6Hd1Gf4Jb0Mc-';
const both = keyWith(['evaluate', 'track'], 1, 'shop');
const evaluateOnly = keyWith(['evaluate'], 2);
const later = keyWith(['evaluate'], 3);

describe('API keys over HTTP', () => {
  let app: NestFastifyApplication;
  let clock: FixedClock;
  const log = new MemoryAccessLog([both.created, evaluateOnly.created]);
  beforeAll(async () => {
    ({ app, clock } = await testApp({ key: { kind: 'secret', secret } }, log));
    await eventually(async () => expect((await app.inject('/health/ready')).statusCode).toBe(200));
  });
  afterAll(() => app.close());

  const get = (url: string, headers: Record<string, string>) => app.inject({ url, headers });
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  it('are taken in either header', async () => {
    const principal = {
      kind: 'client',
      actor: `key:${both.keyId}`,
      project: 'shop',
      scopes: ['evaluate', 'track'],
    };
    expect((await get('/evaluate', bearer(both.key))).json()).toEqual(principal);
    expect((await get('/track', { 'x-api-key': both.key })).json()).toEqual(principal);
  });

  it('open only the routes of their scope', async () => {
    expect((await get('/evaluate', bearer(evaluateOnly.key))).statusCode).toBe(200);
    const answer = await get('/track', bearer(evaluateOnly.key));
    expect(answer.json()).toMatchObject({
      status: 403,
      code: 'SCOPE_REQUIRED',
      needed: 'track',
      present: 'evaluate',
    });
  });

  it('open no route for people', async () => {
    const answer = await get('/things', bearer(both.key));
    expect(answer.json()).toMatchObject({
      status: 403,
      code: 'ROLE_REQUIRED',
      needed: 'viewer',
      present: null,
    });
  });

  it.each([
    ['none', {}, 'TOKEN_MISSING'],
    ['an empty one', { 'x-api-key': '' }, 'TOKEN_MISSING'],
    ['one that is not known', bearer(later.key), 'KEY_INVALID'],
    ['one of the wrong form', bearer('assay_sdk_short'), 'KEY_INVALID'],
    ['one of another kind', { 'x-api-key': 'sk_live_1' }, 'KEY_INVALID'],
  ])('with %s the answer is 401', async (_case, headers, code) => {
    const answer = await get('/evaluate', headers);
    expect(answer.json()).toMatchObject({ status: 401, code });
    expect(answer.headers['www-authenticate']).toContain('Bearer realm="assay"');
  });

  it('work as soon as the log tells of them, and stop as soon as it tells of their end', async () => {
    await log.deliver(later.created);
    expect((await get('/evaluate', bearer(later.key))).statusCode).toBe(200);
    await log.deliver(later.revoked);
    expect((await get('/evaluate', bearer(later.key))).json()).toMatchObject({
      status: 401,
      code: 'KEY_REVOKED',
    });
  });

  it('evaluate but do not track while the log has been silent for more than five minutes', async () => {
    const unknown = keyWith(['evaluate'], 9).key;
    log.healthy = false;
    clock.advance(5 * 60_000 + 1);
    expect((await get('/evaluate', bearer(both.key))).statusCode).toBe(200);
    const closed = await get('/track', bearer(both.key));
    expect(closed.json()).toMatchObject({ status: 503, code: 'KEYS_UNAVAILABLE' });
    expect(closed.headers['retry-after']).toBe('5');
    expect((await get('/evaluate', bearer(unknown))).json()).toMatchObject({ status: 503 });
    log.healthy = true;
    await eventually(async () => expect((await get('/track', bearer(both.key))).statusCode).toBe(200));
  });

  it('are not needed by people, who use their token', async () => {
    const token = await issueToken({ secret, subject: 'ada', role: 'editor' });
    expect((await get('/track', bearer(token))).json()).toMatchObject({ actor: 'user:ada', kind: 'person' });
  });
});
