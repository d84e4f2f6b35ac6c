import { eventually } from '@assay/testing';
import type { FlagCall, FlagDetails } from '../src/server.js';
import { ConfiguredClient } from './support/configured-client.js';
import { experiment, payload, rollout } from './support/definitions.js';

const CONFIG = '/api/v1/config';
const visitor = { targetingKey: 'visitor-1' };

describe('a client of a server', () => {
  const here = new ConfiguredClient();

  it('evaluates by itself, with the reason', async () => {
    expect(await here.begin()).toMatchObject({ source: 'gateway', tag: 't1' });
    expect(await here.client.getBoolean('search', false, visitor)).toBe(true);
    expect(await here.client.getObjectDetails('checkout', {}, visitor)).toMatchObject({
      value: { color: expect.stringMatching(/blue|green/) as string },
      reason: 'SPLIT',
      metadata: { kind: 'experiment', inExperiment: true, run: 1 },
    });
    expect(here.gateway.received.every(({ url }) => url.startsWith(CONFIG))).toBe(true);
  });

  it.each([
    ['search', {}, 'TARGETING_KEY_MISSING'],
    ['search', { targetingKey: 'x'.repeat(201) }, 'INVALID_CONTEXT'],
    ['nowhere', visitor, 'FLAG_NOT_FOUND'],
    ['checkout', visitor, 'TYPE_MISMATCH'],
  ])('gives the default for %s and %j, and says %s', async (key, context, errorCode) => {
    await here.begin();
    expect(await here.client.getBooleanDetails(key, true, context)).toMatchObject({
      ...{ value: true, reason: 'ERROR', errorCode },
    });
  });

  it('gives the default until the gateway has answered, and answers when it has', async () => {
    here.current = undefined;
    expect(await here.begin({ readyTimeoutMs: 20, pollMs: 20 })).toMatchObject({ source: 'none' });
    const details = await here.client.getBooleanDetails('search', false, visitor);
    expect(details).toMatchObject({ value: false, errorCode: 'PROVIDER_NOT_READY' });
    here.current = payload([rollout()]);
    await eventually(async () => (await here.client.getBoolean('search', false, visitor)) === true);
    expect(here.client.status().source).toBe('gateway');
  });

  it('hears of changes by the stream, and tells which flags they are', async () => {
    await here.begin({ pollMs: 3_600_000 });
    await eventually(() => here.client.status().live);
    here.change([experiment(), rollout({ status: 'rolled_back' })], 't2');
    await eventually(async () => !(await here.client.getBoolean('search', true, visitor)));
    expect(here.changes).toEqual([['checkout', 'search'], ['search']]);
    here.gateway.tell('t2');
    here.change([experiment({ status: 'paused' }), rollout({ status: 'rolled_back' })], 't3');
    await eventually(() => here.client.status().tag === 't3');
    expect(here.fetched()).toHaveLength(3);
    expect(here.changes.at(-1)).toEqual(['checkout']);
  });

  it('hears of nothing without stream and polling', async () => {
    await here.begin({ updates: 'none' });
    here.change([rollout({ status: 'rolled_back' })], 't2');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([here.gateway.listeners, here.client.status().tag]).toEqual([0, 't1']);
    expect(await here.client.refresh()).toBe(true);
    expect(here.client.status().tag).toBe('t2');
  });

  it('polls while there is no stream, and does not fetch the same again', async () => {
    await here.begin({ updates: 'poll', pollMs: 10 });
    await eventually(() => here.fetched().length >= 3);
    expect(here.gateway.listeners).toBe(0);
    expect(here.fetched()[1]?.headers['if-none-match']).toBe('"t1"');
    here.change([rollout({ status: 'rolled_back' })], 't2');
    await eventually(() => here.client.status().tag === 't2');
  });

  it('listens again when the stream ends, and has missed nothing', async () => {
    await here.begin({ pollMs: 3_600_000 });
    await eventually(() => here.gateway.listeners === 1);
    here.gateway.hangUp();
    const opened = () => here.gateway.received.filter(({ url }) => url === `${CONFIG}/events`).length;
    await eventually(() => opened() === 2 && here.gateway.listeners === 1 && here.client.status().live);
    here.change([rollout({ status: 'rolled_back' })], 't2');
    await eventually(() => here.client.status().tag === 't2');
  });

  it.each([
    ['a newer format', { format: 2 }],
    ['no flags', { flags: undefined }],
    ['no JSON object', null],
  ])('keeps what it has when the gateway sends %s', async (_name, nonsense) => {
    await here.begin();
    here.current = nonsense === null ? (null as never) : { ...payload([]), tag: 't2', ...nonsense };
    here.gateway.script = () => ({ status: 200, body: here.current, headers: { etag: '"t2"' } });
    expect(await here.client.refresh()).toBe(false);
    expect(here.errors).toContain('CONFIG_UNREADABLE');
    expect(await here.client.getBoolean('search', false, visitor)).toBe(true);
  });

  it('lets hooks look on, whatever they do', async () => {
    const seen: [string, FlagCall['key'], unknown][] = [];
    const after = (call: FlagCall, details: FlagDetails<unknown>) =>
      seen.push(['after', call.key, details.value]);
    const hook = {
      before: ({ key, defaultValue }: FlagCall) => seen.push(['before', key, defaultValue]),
      after: (...told: Parameters<typeof after>) => void after(...told),
      error: ({ key }: FlagCall, { errorCode }: FlagDetails<unknown>) =>
        void seen.push(['error', key, errorCode]),
    };
    const failing = {
      after: () => {
        throw new TypeError('a hook of mine');
      },
    };
    await here.begin({ hooks: [failing, { ...hook, before: (call) => void hook.before(call) }] });
    expect(await here.client.getBoolean('search', false, visitor)).toBe(true);
    await here.client.getBoolean('nowhere', false, visitor);
    expect(seen).toEqual([
      ['before', 'search', false],
      ['after', 'search', true],
      ['before', 'nowhere', false],
      ['error', 'nowhere', 'FLAG_NOT_FOUND'],
    ]);
    expect(here.errors).toEqual(['HOOK_FAILED']);
  });

  it('prepares what a page begins with', async () => {
    await here.begin();
    const { flags, ...rest } = await here.client.bootstrap({ ...visitor, since: new Date(0) });
    expect(rest).toEqual({ format: 1, context: { ...visitor, since: '1970-01-01T00:00:00.000Z' } });
    expect(flags.map(({ key, reason }) => [key, reason])).toEqual([
      ['checkout', 'SPLIT'],
      ['search', 'SPLIT'],
    ]);
    expect(here.client.status().events.waiting).toBe(0);
  });
});
