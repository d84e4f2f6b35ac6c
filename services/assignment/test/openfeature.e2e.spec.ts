import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { eventually } from '@assay/testing';
import type { AddressInfo } from 'node:net';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';
import { openStream } from './support/open-stream.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const BULK = '/ofrep/v1/evaluate/flags';

interface Bulk {
  readonly flags: readonly { readonly key: string; readonly variant?: string }[];
  readonly eventStreams?: readonly { readonly endpoint: { readonly requestUri: string } }[];
}

describe('OpenFeature clients', () => {
  let service: AssignmentApp;
  let url: string;
  let apiKey: string;

  const create = async (key: string, config: unknown, changes: object = {}): Promise<void> => {
    const variants = [{ key: 'control', isControl: true, config }];
    const experiment = { key, name: key, unitType: 'visitor', variants, ...changes };
    expect((await service.call('POST', EXPERIMENTS, experiment)).status).toBe(201);
    const variant = { key: 'treatment', config };
    expect((await service.call('POST', `${EXPERIMENTS}/${key}/variants`, variant)).status).toBeLessThan(300);
    await service.call('POST', `${EXPERIMENTS}/${key}/start`, {});
  };
  const bulk = (headers: Record<string, string> = {}, context: object = { targetingKey: 'u1' }) =>
    service.app.inject({
      method: 'POST',
      url: BULK,
      payload: { context },
      headers: { 'x-api-key': apiKey, ...headers },
    });
  const keysOf = async (): Promise<string[]> => (await bulk()).json<Bulk>().flags.map(({ key }) => key);

  beforeAll(async () => {
    service = await assignmentApp();
    await service.app.listen(0, '127.0.0.1');
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    url = `http://127.0.0.1:${String(port)}`;
    const key = await service.call<{ key: string }>('POST', '/api/v1/admin/api-keys', {
      name: 'shop',
      scopes: ['evaluate'],
    });
    apiKey = key.body.key;
    await create('banner', { color: 'green', size: 3 });
    await create('plain', {});
    await eventually(async () => (await bulk()).statusCode === 200 && (await keysOf()).length === 2);
  });
  afterAll(() => service.stop());

  describe('the provider for servers', () => {
    const client = OpenFeature.getClient();
    const context = { targetingKey: 'u1', country: 'NL' };
    beforeAll(async () => {
      const headers: [string, string][] = [['x-api-key', apiKey]];
      await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: url, headers }));
    });
    afterAll(() => OpenFeature.close());

    it('gets objects and texts with variant and reason', async () => {
      const banner = await client.getObjectDetails('banner', {}, context);
      expect(banner).toMatchObject({ value: { color: 'green', size: 3 }, reason: 'SPLIT' });
      expect(['control', 'treatment']).toContain(banner.variant);
      const plain = await client.getStringDetails('plain', 'none', context);
      expect(plain.value).toBe(plain.variant);
      expect(plain.flagMetadata).toMatchObject({ kind: 'experiment', run: 1, inExperiment: true });
    });

    it.each([
      ['a flag that is not there', 'nowhere', context, 'FLAG_NOT_FOUND'],
      ['a context without a unit', 'plain', {}, 'TARGETING_KEY_MISSING'],
      ['a unit that is none', 'plain', { targetingKey: 'x'.repeat(201) }, 'INVALID_CONTEXT'],
      ['a value of another type', 'banner', context, 'TYPE_MISMATCH'],
    ])('falls back for %s, and says so', async (_name, flag, asked, errorCode) => {
      const details = await client.getStringDetails(flag, 'fallback', asked);
      expect(details).toMatchObject({ value: 'fallback', reason: 'ERROR', errorCode });
    });

    it('falls back without a valid key', async () => {
      const headers: [string, string][] = [['x-api-key', `${apiKey.slice(0, -4)}AAAA`]];
      await OpenFeature.setProviderAndWait('other', new OFREPProvider({ baseUrl: url, headers }));
      const details = await OpenFeature.getClient('other').getStringDetails('plain', 'fallback', context);
      expect(details).toMatchObject({ value: 'fallback', reason: 'ERROR' });
    });
  });

  describe('a bulk evaluation', () => {
    it('gives every flag that is served, and where changes are told', async () => {
      const answer = await bulk();
      const body = answer.json<Bulk>();
      expect(body.flags.map(({ key }) => key)).toEqual(['banner', 'plain']);
      expect(body.eventStreams?.[0]?.endpoint.requestUri).toMatch(/^\/ofrep\/v1\/events\?token=/);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    });

    it('is not sent again while neither definitions nor context have changed', async () => {
      const first = await bulk();
      const etag = String(first.headers['etag']);
      const again = await bulk({ 'if-none-match': etag });
      expect([again.statusCode, again.body]).toEqual([304, '']);
      expect((await bulk({ 'if-none-match': etag }, { targetingKey: 'u2' })).statusCode).toBe(200);
      const changed = { targetingKey: 'u1', country: 'NL' };
      expect((await bulk({ 'if-none-match': etag }, changed)).statusCode).toBe(200);
    });

    it.each([
      [{}, 'TARGETING_KEY_MISSING'],
      [{ context: 5 }, 'INVALID_CONTEXT'],
    ])('of %j is refused in the words of the protocol', async (payload, errorCode) => {
      const headers = { 'x-api-key': apiKey };
      const answer = await service.app.inject({ method: 'POST', url: BULK, payload, headers });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errorCode, code: errorCode });
      expect(answer.json()).not.toHaveProperty('key');
    });
  });

  describe('a tester', () => {
    const flagOf = (token: string, key = 'banner') =>
      service.app.inject({
        method: 'POST',
        url: `${BULK}/${key}?token=${token}`,
        payload: { context: { targetingKey: 'tester' } },
        headers: { 'x-api-key': apiKey },
      });

    it('sees the variant of a token, in its experiment alone, and takes part in none', async () => {
      for (const variant of ['control', 'treatment']) {
        const { body } = await service.call<{ token: string }>('POST', `${EXPERIMENTS}/banner/query-tokens`, {
          variant,
        });
        const answer = (await flagOf(body.token)).json<Record<string, unknown>>();
        expect(answer).toMatchObject({ variant, metadata: { reason: 'override', inExperiment: false } });
        const other = (await flagOf(body.token, 'plain')).json<Record<string, unknown>>();
        expect(other).toMatchObject({ metadata: { inExperiment: true } });
        const assigned = await service.app.inject({
          method: 'POST',
          url: `/api/v1/experiments/assign?token=${body.token}`,
          payload: { experiment: 'banner', unit: 'tester' },
          headers: { 'x-api-key': apiKey },
        });
        expect(assigned.json()).toMatchObject({ variant, reason: 'override' });
      }
    });

    it('is told what is wrong with a token', async () => {
      const answer = await flagOf('nonsense');
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ code: 'TOKEN_MALFORMED', errors: [{ path: 'token' }] });
    });
  });

  describe('the stream of changes', () => {
    it('tells that a flag has changed, and the new answer has another tag', async () => {
      const before = await bulk();
      const { requestUri } = before.json<Bulk>().eventStreams?.[0]?.endpoint ?? { requestUri: '' };
      const stream = await openStream(`${url}${requestUri}`);
      await eventually(() => stream.events.length === 1);
      await service.call('POST', `${EXPERIMENTS}/plain/pause`, { reason: 'a look at the numbers' });
      await eventually(() => stream.events.length >= 2);
      expect(stream.events.at(-1)).toMatchObject({ type: 'refetchEvaluation' });
      const after = await bulk({ 'if-none-match': String(before.headers['etag']) });
      expect(after.statusCode).toBe(200);
      expect(after.headers['etag']).not.toBe(before.headers['etag']);
      stream.close();
    });

    it('is closed to whoever has no address from us', async () => {
      for (const query of ['', '?token=x', `?token=${apiKey}`])
        expect((await service.app.inject(`/ofrep/v1/events${query}`)).statusCode).toBe(401);
      expect((await service.app.inject('/api/v1/config/events')).statusCode).toBe(401);
    });
  });

  describe('the configuration for evaluation in the client', () => {
    const config = (headers: Record<string, string> = {}) =>
      service.app.inject({ url: '/api/v1/config', headers: { 'x-api-key': apiKey, ...headers } });

    it('has every definition that is served, and says which have to be asked for', async () => {
      await create('moved', {});
      await eventually(async () => (await keysOf()).includes('moved'));
      await service.call('POST', `${EXPERIMENTS}/moved/weights`, {
        weights: { control: 9, treatment: 1 },
        reason: 'careful',
      });
      const flags = await eventually(async () => {
        const { flags } = (await config()).json<{ flags: { key: string; evaluation: string }[] }>();
        return flags.some(({ evaluation }) => evaluation === 'remote') && flags;
      });
      expect(flags.map(({ key, evaluation }) => [key, evaluation])).toEqual([
        ['banner', 'local'],
        ['plain', 'local'],
        ['moved', 'remote'],
      ]);
    });

    it('is not sent again while nothing has changed', async () => {
      const first = await config();
      expect((await config({ 'if-none-match': String(first.headers['etag']) })).statusCode).toBe(304);
    });

    it('tells changes to listeners with a key', async () => {
      const stream = await openStream(`${url}/api/v1/config/events?key=${apiKey}`);
      await eventually(() => stream.events.length === 1);
      await service.call('POST', `${EXPERIMENTS}/banner/allocation`, {
        trafficAllocation: 50,
        reason: 'less',
      });
      await eventually(() => stream.events.length >= 2);
      expect(stream.events.at(-1)).toHaveProperty('etag');
      stream.close();
    });
  });

  describe('a config of one value', () => {
    const client = OpenFeature.getClient('values');
    const context = { targetingKey: 'u1' };
    beforeAll(async () => {
      const headers: [string, string][] = [['x-api-key', apiKey]];
      await OpenFeature.setProviderAndWait('values', new OFREPProvider({ baseUrl: url, headers }));
    });
    afterAll(() => OpenFeature.close());

    it('gets numbers, booleans and texts', async () => {
      await Promise.all([create('columns', 0), create('dense', false), create('greeting', 'Hello')]);
      const added = ['columns', 'dense', 'greeting'];
      await eventually(async () => {
        const keys = await keysOf();
        return added.every((key) => keys.includes(key));
      });
      const split = { flagMetadata: { kind: 'experiment', inExperiment: true }, reason: 'SPLIT' };
      expect(await client.getNumberDetails('columns', 3, context)).toMatchObject({ ...split, value: 0 });
      expect(await client.getBooleanDetails('dense', true, context)).toMatchObject({
        ...split,
        value: false,
      });
      expect(await client.getStringDetails('greeting', '', context)).toMatchObject({
        ...split,
        value: 'Hello',
      });
      const banner = await client.getObjectDetails('banner', {}, context);
      expect(banner.value).toEqual({ color: 'green', size: 3 });
      const other = await client.getBooleanDetails('columns', true, context);
      expect(other).toMatchObject({ value: true, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' });
    });

    it.each([[[1, 2]], ['x'.repeat(10_001)]])('gets no config like %j', async (config) => {
      const variants = [{ key: 'control', isControl: true, config }];
      expect(await service.call('POST', EXPERIMENTS, { key: 'odd', variants })).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'variants[0].config' }] },
      });
    });
  });
});
