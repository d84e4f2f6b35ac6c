import { eventually } from '@assay/testing';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlagCall, FlagDetails, ServerClient, ServerOptions } from '../src/server.js';
import { createServerClient, fileStore } from '../src/server.js';
import { experiment, payload, rollout } from './support/definitions.js';
import type { Said, ScriptedGateway } from './support/scripted-gateway.js';
import { scriptedGateway } from './support/scripted-gateway.js';

const CONFIG = '/api/v1/config';
const visitor = { targetingKey: 'visitor-1' };

describe('a client of a server', () => {
  let gateway: ScriptedGateway;
  let client: ServerClient;
  let errors: string[];
  let changes: (readonly string[])[];
  /** What the gateway has now, under its tag. */
  let current: { tag: string } | undefined;
  let remote: Said | undefined;

  const begin = (options: Partial<ServerOptions> = {}) => {
    const retry = { firstMs: 5, mostMs: 20 };
    client = createServerClient({ url: gateway.url, key: 'k', retry, exposures: 'manual', ...options });
    errors = [];
    changes = [];
    client.on('error', ({ code }) => errors.push(code));
    client.on('changed', ({ flags }) => changes.push(flags));
    return client.ready();
  };
  const fetched = () => gateway.received.filter(({ url }) => url === CONFIG);
  const change = (flags: readonly object[], tag: string, rest: object = {}): void => {
    current = { ...payload(flags, rest), tag };
    gateway.tell(tag);
  };

  beforeEach(async () => {
    remote = { status: 503 };
    gateway = await scriptedGateway(({ url, headers }) => {
      if (url.startsWith(`${CONFIG}/events`)) return { status: current === undefined ? 503 : 200 };
      if (!url.startsWith(CONFIG)) return remote;
      if (current === undefined) return { status: 503 };
      const etag = `"${current.tag}"`;
      const isKnown = headers['if-none-match'] === etag;
      return { status: isKnown ? 304 : 200, body: current, headers: { etag } };
    });
    current = payload([experiment(), rollout()]);
  });
  afterEach(async () => {
    await client.close();
    await gateway.close();
  });

  it('evaluates by itself, with the reason', async () => {
    expect(await begin()).toMatchObject({ source: 'gateway', tag: 't1' });
    expect(await client.getBoolean('search', false, visitor)).toBe(true);
    expect(await client.getObjectDetails('checkout', {}, visitor)).toMatchObject({
      value: { color: expect.stringMatching(/blue|green/) as string },
      reason: 'SPLIT',
      metadata: { kind: 'experiment', inExperiment: true, run: 1 },
    });
    expect(gateway.received.every(({ url }) => url.startsWith(CONFIG))).toBe(true);
  });

  it.each([
    ['search', {}, 'TARGETING_KEY_MISSING'],
    ['search', { targetingKey: 'x'.repeat(201) }, 'INVALID_CONTEXT'],
    ['nowhere', visitor, 'FLAG_NOT_FOUND'],
    ['checkout', visitor, 'TYPE_MISMATCH'],
  ])('gives the default for %s and %j, and says %s', async (key, context, errorCode) => {
    await begin();
    expect(await client.getBooleanDetails(key, true, context)).toMatchObject({
      ...{ value: true, reason: 'ERROR', errorCode },
    });
  });

  it('gives the default until the gateway has answered, and answers when it has', async () => {
    current = undefined;
    expect(await begin({ readyTimeoutMs: 20, pollMs: 20 })).toMatchObject({ source: 'none' });
    const details = await client.getBooleanDetails('search', false, visitor);
    expect(details).toMatchObject({ value: false, errorCode: 'PROVIDER_NOT_READY' });
    current = payload([rollout()]);
    await eventually(async () => (await client.getBoolean('search', false, visitor)) === true);
    expect(client.status().source).toBe('gateway');
  });

  it('hears of changes by the stream, and tells which flags they are', async () => {
    await begin({ pollMs: 3_600_000 });
    await eventually(() => client.status().live);
    change([experiment(), rollout({ status: 'rolled_back' })], 't2');
    await eventually(async () => !(await client.getBoolean('search', true, visitor)));
    expect(changes).toEqual([['checkout', 'search'], ['search']]);
    gateway.tell('t2');
    change([experiment({ status: 'paused' }), rollout({ status: 'rolled_back' })], 't3');
    await eventually(() => client.status().tag === 't3');
    expect(fetched()).toHaveLength(3);
    expect(changes.at(-1)).toEqual(['checkout']);
  });

  it('hears of nothing without stream and polling', async () => {
    await begin({ updates: 'none' });
    change([rollout({ status: 'rolled_back' })], 't2');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([gateway.listeners, client.status().tag]).toEqual([0, 't1']);
    expect(await client.refresh()).toBe(true);
    expect(client.status().tag).toBe('t2');
  });

  it('polls while there is no stream, and does not fetch the same again', async () => {
    await begin({ updates: 'poll', pollMs: 10 });
    await eventually(() => fetched().length >= 3);
    expect(gateway.listeners).toBe(0);
    expect(fetched()[1]?.headers['if-none-match']).toBe('"t1"');
    change([rollout({ status: 'rolled_back' })], 't2');
    await eventually(() => client.status().tag === 't2');
  });

  it('listens again when the stream ends, and has missed nothing', async () => {
    await begin({ pollMs: 3_600_000 });
    await eventually(() => gateway.listeners === 1);
    gateway.hangUp();
    const opened = () => gateway.received.filter(({ url }) => url === `${CONFIG}/events`).length;
    await eventually(() => opened() === 2 && gateway.listeners === 1 && client.status().live);
    change([rollout({ status: 'rolled_back' })], 't2');
    await eventually(() => client.status().tag === 't2');
  });

  it.each([
    ['a newer format', { format: 2 }],
    ['no flags', { flags: undefined }],
    ['no JSON object', null],
  ])('keeps what it has when the gateway sends %s', async (_name, nonsense) => {
    await begin();
    current = nonsense === null ? (null as never) : { ...payload([]), tag: 't2', ...nonsense };
    gateway.script = () => ({ status: 200, body: current, headers: { etag: '"t2"' } });
    expect(await client.refresh()).toBe(false);
    expect(errors).toContain('CONFIG_UNREADABLE');
    expect(await client.getBoolean('search', false, visitor)).toBe(true);
  });

  describe('with a folder for copies', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sdk-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('answers at once after a restart without the gateway', async () => {
      await begin({ store: fileStore(folder) });
      await eventually(async () => (await readdir(folder)).length === 1);
      await client.close();
      current = undefined;
      expect(await begin({ store: fileStore(folder) })).toMatchObject({ source: 'copy', tag: 't1' });
      expect(await client.getBoolean('search', false, visitor)).toBe(true);
      await client.close();
      // The control: without the copy there is nothing.
      expect(await begin({ readyTimeoutMs: 20 })).toMatchObject({ source: 'none' });
      expect((await readdir(folder)).join()).not.toContain('.part');
    });

    it('does not use the copy of another key, or a broken one', async () => {
      await begin({ store: fileStore(folder) });
      const [name = ''] = await eventually(async () => {
        const names = await readdir(folder);
        return names.length === 1 && names;
      });
      await client.close();
      current = undefined;
      expect(await begin({ store: fileStore(folder), key: 'other', readyTimeoutMs: 20 })).toMatchObject({
        source: 'none',
      });
      await client.close();
      await writeFile(join(folder, name), '{"format":1');
      expect(await begin({ store: fileStore(folder), readyTimeoutMs: 20 })).toMatchObject({ source: 'none' });
      expect(errors).toContain('CONFIG_UNREADABLE');
    });

    it('goes on when copies cannot be kept', async () => {
      const file = join(folder, 'file');
      await writeFile(file, '');
      await begin({ store: fileStore(file) });
      await eventually(() => errors.includes('STORE_FAILED'));
      expect(await client.getBoolean('search', false, visitor)).toBe(true);
    });
  });

  describe('with flags that only the gateway can answer', () => {
    const asked = () => gateway.received.filter(({ url }) => url.startsWith('/ofrep/v1/evaluate/flags/'));
    const answer = (
      metadata: object = { kind: 'experiment', reason: 'sticky', inExperiment: true },
    ): Said => ({
      ...{ status: 200 },
      body: { key: 'moved', value: 'treatment', variant: 'treatment', reason: 'SPLIT', metadata },
    });
    const moved = { ...experiment({ key: 'moved' }), evaluation: 'remote' };

    beforeEach(() => {
      current = payload([moved]);
      remote = answer();
    });

    it('asks, once while nothing changes', async () => {
      await begin({ pollMs: 3_600_000 });
      const both = [1, 2].map(() => client.getString('moved', 'none', { ...visitor, plan: 'pro' }));
      expect(await Promise.all(both)).toEqual(['treatment', 'treatment']);
      expect(await client.getString('moved', 'none', { plan: 'pro', ...visitor })).toBe('treatment');
      expect(asked()).toHaveLength(1);
      expect(JSON.parse(asked()[0]?.body ?? '')).toEqual({ context: { ...visitor, plan: 'pro' } });
      change([moved, rollout()], 't2');
      await eventually(() => client.status().tag === 't2');
      await client.getString('moved', 'none', { ...visitor, plan: 'pro' });
      expect(asked()).toHaveLength(2);
    });

    it('keeps no answer that is provisional', async () => {
      remote = answer({ kind: 'experiment', reason: 'provisional', inExperiment: false });
      await begin();
      for (let time = 0; time < 2; time += 1) await client.getString('moved', 'none', visitor);
      expect(asked()).toHaveLength(2);
    });

    it('serves its last answer as stale while the gateway is away, and asks no more at every turn', async () => {
      await begin({ remote: { goodForMs: 0 }, retry: { firstMs: 3_600_000, mostMs: 3_600_000 } });
      expect(await client.getStringDetails('moved', 'none', visitor)).toMatchObject({ reason: 'SPLIT' });
      remote = { status: 503, headers: { 'retry-after': '3600' } };
      for (let time = 0; time < 3; time += 1)
        expect(await client.getStringDetails('moved', 'none', visitor)).toMatchObject({
          ...{ value: 'treatment', reason: 'STALE' },
        });
      expect(asked()).toHaveLength(2);
      const stranger = await client.getStringDetails('moved', 'none', { targetingKey: 'stranger' });
      expect(stranger).toMatchObject({ value: 'none', reason: 'ERROR', errorCode: 'GENERAL' });
    });

    it('gives up on a gateway that says nothing', async () => {
      remote = undefined;
      await begin({ remote: { timeoutMs: 20 } });
      const details = await client.getStringDetails('moved', 'none', visitor);
      expect(details).toMatchObject({ value: 'none', errorCode: 'GENERAL' });
      expect(errors).toContain('GATEWAY_UNREACHABLE');
    });

    it('tells the gateway’s own errors', async () => {
      remote = { status: 404, body: { errorCode: 'FLAG_NOT_FOUND', detail: 'there is no flag "moved"' } };
      await begin();
      const details = await client.getStringDetails('moved', 'none', visitor);
      expect(details).toMatchObject({
        errorCode: 'FLAG_NOT_FOUND',
        errorMessage: 'there is no flag "moved"',
      });
    });

    it('asks also for what is of a newer format, and for what depends on it', async () => {
      const newer = { ...experiment({ key: 'newer', format: 99 }), evaluation: 'local' };
      const prerequisites = [{ flag: 'newer', variants: ['treatment'] }];
      current = payload([newer, { ...experiment({ prerequisites }), evaluation: 'local' }]);
      await begin();
      for (const key of ['newer', 'checkout']) await client.getString(key, 'none', visitor);
      expect(asked().map(({ url }) => url.split('/').at(-1))).toEqual(['newer', 'checkout']);
    });

    it('asks for everything, and fetches no definitions, when it is told to', async () => {
      expect(await begin({ evaluation: 'remote' })).toMatchObject({ source: 'gateway' });
      expect(await client.getString('moved', 'none', visitor)).toBe('treatment');
      expect(fetched()).toEqual([]);
    });
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
    await begin({ hooks: [failing, { ...hook, before: (call) => void hook.before(call) }] });
    expect(await client.getBoolean('search', false, visitor)).toBe(true);
    await client.getBoolean('nowhere', false, visitor);
    expect(seen).toEqual([
      ['before', 'search', false],
      ['after', 'search', true],
      ['before', 'nowhere', false],
      ['error', 'nowhere', 'FLAG_NOT_FOUND'],
    ]);
    expect(errors).toEqual(['HOOK_FAILED']);
  });

  it('prepares what a page begins with', async () => {
    await begin();
    const { flags, ...rest } = await client.bootstrap({ ...visitor, since: new Date(0) });
    expect(rest).toEqual({ format: 1, context: { ...visitor, since: '1970-01-01T00:00:00.000Z' } });
    expect(flags.map(({ key, reason }) => [key, reason])).toEqual([
      ['checkout', 'SPLIT'],
      ['search', 'SPLIT'],
    ]);
    expect(client.status().events.waiting).toBe(0);
  });
});
