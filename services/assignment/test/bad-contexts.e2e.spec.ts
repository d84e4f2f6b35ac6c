import { eventually } from '@assay/testing';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin';
const ASSIGN = '/api/v1/experiments/assign';
const FLAG = '/ofrep/v1/evaluate/flags/shop';
const FLAGS = '/ofrep/v1/evaluate/flags';

interface Problem {
  readonly code: string;
  readonly key?: string;
  readonly errorCode?: string;
  readonly errorDetails?: string;
  readonly errors?: readonly { readonly path: string }[];
}

const within = (context: string): string => `{"context":{"targetingKey":"u","a":${context}}}`;
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const manyKeys = `[${'{"":1},'.repeat(12_000)}0]`;
const long = (bytes: number): string => JSON.stringify('x'.repeat(bytes));

/** What is wrong, the body, the status, the code, and what OFREP calls it. */
const BAD: readonly (readonly [string, string | Buffer, number, string, string])[] = [
  ['a context of 1 MB', within(long(1_000_000)), 413, 'BODY_TOO_LARGE', 'INVALID_CONTEXT'],
  ['a context of 17 MB', within(long(17_000_000)), 413, 'BODY_TOO_LARGE', 'INVALID_CONTEXT'],
  ['a prototype', within('{"__proto__":{"plan":"pro"}}'), 400, 'FORBIDDEN_KEY', 'INVALID_CONTEXT'],
  ['a prototype in disguise', within('{"\\u005f_proto__":{}}'), 400, 'FORBIDDEN_KEY', 'INVALID_CONTEXT'],
  ['a constructor', within('{"constructor":{"prototype":{}}}'), 400, 'FORBIDDEN_KEY', 'INVALID_CONTEXT'],
  ['33 levels', within(deep(33)), 400, 'BODY_TOO_DEEP', 'INVALID_CONTEXT'],
  ['15,000 levels', within(deep(15_000)), 400, 'BODY_TOO_DEEP', 'INVALID_CONTEXT'],
  ['12,000 attributes', within(manyKeys), 413, 'TOO_MANY_KEYS', 'INVALID_CONTEXT'],
  ['half of a body', '{"context":', 400, 'INVALID_JSON', 'PARSE_ERROR'],
  ['no JSON', 'targetingKey=u', 400, 'INVALID_JSON', 'PARSE_ERROR'],
  ['NaN', within('NaN'), 400, 'INVALID_JSON', 'PARSE_ERROR'],
  [
    'broken UTF-8',
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    400,
    'INVALID_UTF8',
    'PARSE_ERROR',
  ],
];

describe('contexts that are too much', () => {
  let service: AssignmentApp;
  let origin: string;
  let key: string;

  /** As a client sends it: over a connection. */
  async function post(path: string, body: string | Buffer): Promise<{ status: number; body: Problem }> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${origin}${path}`, { method: 'POST', headers, body });
    return { status: answer.status, body: (await answer.json()) as Problem };
  }

  beforeAll(async () => {
    service = await assignmentApp();
    await service.app.listen(0, '127.0.0.1');
    origin = (await service.app.getUrl()).replace('[::1]', '127.0.0.1');
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    const targeting = { op: 'equals', attribute: 'plan', value: 'pro' };
    await service.call('POST', `${ADMIN}/experiments`, { key: 'shop', variants, targeting });
    await service.call('POST', `${ADMIN}/experiments/shop/start`, {});
    const made = { name: 'bad', scopes: ['evaluate'] };
    key = (await service.call<{ key: string }>('POST', `${ADMIN}/api-keys`, made)).body.key;
    await eventually(async () => (await post(FLAG, within('1'))).status === 200);
  });
  afterAll(() => service.stop());

  it.each(BAD)('%s is refused by OFREP with its own members', async (_, body, status, code, errorCode) => {
    // The protocol has no 413.
    const refused = status === 413 ? 400 : status;
    const single = await post(FLAG, body);
    expect(single).toMatchObject({ status: refused, body: { key: 'shop', code, errorCode } });
    expect(single.body.errorDetails).toEqual(expect.stringMatching(/.+/));
    const bulk = await post(FLAGS, body);
    expect(bulk).toMatchObject({ status: refused, body: { code, errorCode } });
    expect(bulk.body.key).toBeUndefined();
  });

  it.each([
    ['another media type', '/shop', 'text/plain', 415, 'PARSE_ERROR'],
    ['another media type of all flags', '', 'text/plain', 415, 'PARSE_ERROR'],
    ['an escape that is none', '/%ff', 'application/json', 400, 'GENERAL'],
    ['a NUL character', '/%00', 'application/json', 400, 'INVALID_CONTEXT'],
    ['a key that is too long', `/${'k'.repeat(1_001)}`, 'application/json', 414, 'GENERAL'],
  ])('%s is refused by OFREP with its own members', async (_, path, type, status, errorCode) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': type };
    const answer = await fetch(`${origin}${FLAGS}${path}`, { method: 'POST', headers, body: within('1') });
    expect([answer.status, await answer.json()]).toMatchObject([
      status,
      { errorCode, errorDetails: expect.stringMatching(/.+/) as string },
    ]);
    // Control: elsewhere the same refusal has no such members.
    const other = await fetch(`${origin}${ADMIN}/experiments/%ff`, { headers });
    expect(await other.json()).not.toHaveProperty('errorCode');
  });

  it.each(BAD)('%s is refused by assign', async (_, body, status, code) => {
    const asked =
      typeof body === 'string'
        ? body.replace(
            '{"context":{"targetingKey":"u"',
            '{"unit":"u","experiment":"shop","attributes":{"b":1',
          )
        : body;
    expect(await post(ASSIGN, asked)).toMatchObject({ status, body: { code } });
  });

  it('attributes that objects inherit decide nothing', async () => {
    for (const attributes of [{}, { toString: 'pro' }, { plan: { valueOf: 'pro' } }, { plan: ['pro'] }]) {
      const answer = await post(ASSIGN, JSON.stringify({ experiment: 'shop', unit: 'u', attributes }));
      expect(answer).toMatchObject({ status: 200, body: { reason: 'targeting_mismatch' } });
    }
    expect(({} as Record<string, unknown>)['plan']).toBeUndefined();
  });

  it('the service goes on', async () => {
    const body = JSON.stringify({ experiment: 'shop', unit: 'u', attributes: { plan: 'pro' } });
    expect(await post(ASSIGN, body)).toMatchObject({ status: 200, body: { reason: 'split' } });
  });
});

describe('limits of addresses on the way past the framework', () => {
  it('hold as everywhere', async () => {
    const service = await assignmentApp({ config: { rateLimits: { perKey: 0, perAddress: 5 } } });
    await service.app.listen(0, '127.0.0.1');
    const origin = (await service.app.getUrl()).replace('[::1]', '127.0.0.1');
    const headers = { authorization: 'Bearer assay_sdk_guessed', 'content-type': 'application/json' };
    const ask = () => fetch(`${origin}${ASSIGN}`, { method: 'POST', headers, body: '{"unit":"u"}' });
    const refused = await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, ask));
      return answers.find(({ status }) => status === 429) ?? false;
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED', limit: 'address' });
    await service.stop();
  });
});
