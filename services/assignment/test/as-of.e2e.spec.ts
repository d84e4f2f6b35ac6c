import { issueToken } from '@assay/auth';
import { TEST_SECRET } from '@assay/service-testing';
import { eventually } from '@assay/testing';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const PATH = '/api/v1/admin/experiments/checkout';

interface Listed {
  readonly key: string;
  readonly status: string;
}

describe('an experiment as of a moment', () => {
  let service: AssignmentApp;
  const moments: string[] = [];
  /** Between what was before and what comes after, by the clock that both are stamped with. */
  const moment = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 3));
    moments.push(new Date().toISOString());
    await new Promise((resolve) => setTimeout(resolve, 3));
  };
  const at = (asOf: string) => service.call('GET', `${PATH}?asOf=${encodeURIComponent(asOf)}`);

  beforeAll(async () => {
    service = await assignmentApp();
    await moment();
    const variants = [{ key: 'control', isControl: true }, { key: 'b' }];
    await service.call('POST', '/api/v1/admin/experiments', { key: 'checkout', variants });
    await moment();
    await service.call('POST', `${PATH}/start`, {});
    await moment();
    await service.call('POST', `${PATH}/pause`, { reason: 'a look at it' });
    await moment();
  });
  afterAll(() => service.stop());

  it('is what it was then, not what it is now', async () => {
    const [, drafted, running, paused] = await Promise.all(moments.map(at));
    expect(drafted).toMatchObject({ status: 200, body: { status: 'draft', run: null } });
    expect(running).toMatchObject({ status: 200, body: { status: 'running', run: 1, reason: null } });
    expect(paused).toMatchObject({ status: 200, body: { status: 'paused', reason: 'a look at it' } });
    expect((await service.call('GET', PATH)).body).toEqual(paused?.body);
  });

  it('was not there before it was created', async () => {
    expect(await at(moments[0] ?? '')).toMatchObject({
      status: 404,
      body: { code: 'EXPERIMENT_NOT_FOUND', errors: [{ path: 'asOf', value: moments[0] }] },
    });
  });

  it('is not known of the future', async () => {
    const asOf = new Date(Date.now() + 60_000).toISOString();
    expect(await at(asOf)).toMatchObject({
      status: 400,
      body: { code: 'INSTANT_IN_FUTURE', errors: [{ path: 'asOf', value: asOf }] },
    });
  });

  it('is listed as it was then, under what it was then', async () => {
    const list = async (asOf: string, filter = '') => {
      const path = `/api/v1/admin/experiments?asOf=${encodeURIComponent(asOf)}${filter}`;
      const { status, body } = await service.call<{ items: Listed[]; nextCursor: string | null }>(
        'GET',
        path,
      );
      return [status, body.items.map(({ key, status: was }) => `${key} ${was}`), body.nextCursor];
    };
    const now = '/api/v1/admin/experiments';
    await eventually(async () => {
      const { body } = await service.call<{ items: Listed[] }>('GET', `${now}?status=paused`);
      expect(body.items).toHaveLength(1);
    });
    const [before = '', drafted = '', running = ''] = moments;
    expect(await list(before)).toEqual([200, [], null]);
    expect(await list(drafted)).toEqual([200, ['checkout draft'], null]);
    expect(await list(running, '&status=running&search=CHECK')).toEqual([200, ['checkout running'], null]);
    // Control: what the filter finds now, it did not find then.
    expect(await list(running, '&status=paused')).toEqual([200, [], null]);
    for (const key of ['second', 'third']) await service.call('POST', now, { key });
    await moment();
    await eventually(async () => {
      expect((await service.call<{ items: Listed[] }>('GET', now)).body.items).toHaveLength(3);
    });
    const after = moments.at(-1) ?? '';
    expect(await list(after, '&limit=2')).toEqual([200, ['checkout paused', 'second draft'], '2']);
    expect(await list(after, '&limit=2&cursor=2')).toEqual([200, ['third draft'], null]);
    expect(await list(after, '&limit=1&status=draft')).toEqual([200, ['second draft'], '2']);
    expect((await service.call('GET', `${now}?asOf=yesterday`)).status).toBe(400);
  });

  it('refuses what is no moment', async () => {
    expect(await at('yesterday')).toMatchObject({
      status: 400,
      body: {
        code: 'VALIDATION_FAILED',
        errors: [expect.objectContaining({ path: 'asOf', value: 'yesterday' })],
      },
    });
  });
});

describe('the configuration as of a moment', () => {
  let service: AssignmentApp;
  let apiKey: string;
  let person: Record<string, string>;
  const seen: { readonly at: string; readonly tag: unknown; readonly text: string }[] = [];

  const config = (query = '', headers: Record<string, string> = { 'x-api-key': apiKey }) =>
    service.app.inject({ url: `/api/v1/config${query}`, headers });
  const asOf = (at: string, headers = person) => config(`?asOf=${encodeURIComponent(at)}`, headers);
  /** What gateways serve, once they serve something else than the last time. */
  const note = (): Promise<void> =>
    eventually(async () => {
      const live = await config();
      expect(live.statusCode).toBe(200);
      expect(live.headers['etag']).not.toBe(seen.at(-1)?.tag);
      await new Promise((resolve) => setTimeout(resolve, 3));
      seen.push({ at: new Date().toISOString(), tag: live.headers['etag'], text: live.body });
      await new Promise((resolve) => setTimeout(resolve, 3));
    });

  beforeAll(async () => {
    service = await assignmentApp();
    const made = { name: 'web', scopes: ['evaluate'] };
    const key = await service.call<{ key: string }>('POST', '/api/v1/admin/api-keys', made);
    apiKey = key.body.key;
    const viewer = { secret: TEST_SECRET, subject: 'vera', role: 'viewer', project: 'default' } as const;
    person = { authorization: `Bearer ${await issueToken(viewer)}` };
    await eventually(async () => (await config()).statusCode === 200);
    await note();
    const variants = [{ key: 'control', isControl: true }, { key: 'b' }];
    await service.call('POST', '/api/v1/admin/experiments', { key: 'checkout', variants });
    await service.call('POST', `${PATH}/start`, {});
    await eventually(async () => (await config()).body.includes('"running"'));
    await note();
    await service.call('POST', '/api/v1/identities/link', { anonymous: 'visitor-1', user: 'user-1' });
    await eventually(async () => (await config()).body.includes('"links":true'));
    await note();
    await service.call('POST', `${PATH}/pause`, { reason: 'a look at it' });
    await note();
  });
  afterAll(() => service.stop());

  it('is what gateways served then, to the last byte', async () => {
    expect(new Set(seen.map(({ text }) => text)).size).toBe(4);
    expect(seen.map(({ text }) => text.includes('"links":true'))).toEqual([false, false, true, true]);
    for (const { at, tag, text } of seen.toReversed()) {
      const past = await asOf(at);
      expect([past.statusCode, past.headers['etag'], past.body]).toEqual([200, tag, text]);
    }
  });

  it('is not sent again to whoever has it', async () => {
    const [, running] = seen;
    const headers = { ...person, 'if-none-match': String(running?.tag) };
    expect((await config(`?asOf=${running?.at ?? ''}`, headers)).statusCode).toBe(304);
  });

  it('is for people: a key that stands in pages sees what holds now', async () => {
    const past = await asOf(seen[0]?.at ?? '', { 'x-api-key': apiKey });
    expect([past.statusCode, past.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'ROLE_REQUIRED', needed: 'viewer' }),
    ]);
  });

  it('is as closed as that of now, and refuses what is no moment of the past', async () => {
    expect((await config(`?asOf=${seen[0]?.at ?? ''}`, {})).statusCode).toBe(401);
    for (const [moment, code] of [
      ['2199-01-01T00:00:00Z', 'INSTANT_IN_FUTURE'],
      ['yesterday', 'VALIDATION_FAILED'],
    ] as const)
      expect([(await asOf(moment)).statusCode, (await asOf(moment)).json()]).toEqual([
        400,
        expect.objectContaining({ code, errors: [expect.objectContaining({ path: 'asOf', value: moment })] }),
      ]);
  });
});
