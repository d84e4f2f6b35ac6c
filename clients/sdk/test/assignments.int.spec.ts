import { eventually } from '@assay/testing';
import type { ServerClient, ServerOptions } from '../src/server.js';
import { createServerClient } from '../src/server.js';
import { experiment, payload, rollout } from './support/definitions.js';
import type { Said, ScriptedGateway } from './support/scripted-gateway.js';
import { scriptedGateway } from './support/scripted-gateway.js';

const ASSIGN = '/api/v1/experiments/assign';
const rule = { op: 'equals', attribute: 'account.plan', value: 'pro' };
const remoteAnswer = { key: 'moved', value: 'a', variant: 'a', reason: 'SPLIT' };

describe('units that have met what they were given here', () => {
  let gateway: ScriptedGateway;
  let client: ServerClient;
  let errors: string[];
  let answer: (nth: number) => Said;
  const told = () =>
    gateway.received
      .filter(({ url }) => url === ASSIGN)
      .map(({ body }) => JSON.parse(body) as { experiments: string[]; unit: string; attributes: object });

  const begin = async (flags: readonly object[], options: Partial<ServerOptions> = {}) => {
    gateway.script = ({ url }) => {
      if (url === ASSIGN) return answer(told().length);
      if (url === '/api/v1/config') return { status: 200, body: payload(flags) };
      if (url === '/api/v1/identities/link')
        return { status: 200, body: { outcome: 'linked', carried: [], flips: [] } };
      if (url.startsWith('/ofrep'))
        return {
          status: 200,
          body: { ...remoteAnswer, metadata: { kind: 'experiment', run: 1, inExperiment: true } },
        };
      return { status: 202, body: { accepted: 1, refused: [] } };
    };
    client = createServerClient({
      ...{ url: gateway.url, key: 'k', updates: 'none', retry: { firstMs: 1, mostMs: 5 } },
      ...options,
    });
    errors = [];
    client.on('error', ({ code }) => errors.push(code));
    await client.ready();
  };
  const look = (key: string, targetingKey: string, attributes: object = {}) =>
    client.getObject(key, {}, { targetingKey, ...attributes });

  beforeEach(async () => {
    answer = () => ({ status: 200, body: { assignments: [], unknown: [] } });
    gateway = await scriptedGateway(() => ({ status: 503 }));
  });
  afterEach(async () => {
    await client.close();
    await gateway.close();
  });

  it('are told to the gateway once, together, and with no attribute that decided nothing', async () => {
    const prerequisites = [{ flag: 'targeted', variants: ['control', 'treatment'] }];
    await begin([
      { ...experiment({ key: 'targeted' }), targeting: rule },
      { ...experiment({ key: 'plain' }) },
      { ...experiment({ key: 'next' }), prerequisites },
    ]);
    const account = { plan: 'pro', owner: 'ada@example.com' };
    for (let time = 0; time < 3; time += 1) {
      await look('plain', 'a', { mail: 'a@example.com', account });
      await look('targeted', 'b', { mail: 'b@example.com', account });
      await look('plain', 'b', { mail: 'b@example.com', account });
      await look('next', 'c', { mail: 'c@example.com', account });
    }
    await client.flush();
    expect(told()).toEqual([
      { experiments: ['plain'], unit: 'a', attributes: {} },
      { experiments: ['targeted', 'plain'], unit: 'b', attributes: { account } },
      { experiments: ['next'], unit: 'c', attributes: { account } },
    ]);
  });

  it('are not told where chance chose nothing, or where the gateway has answered itself', async () => {
    await begin([
      experiment({ key: 'paused', status: 'paused' }),
      experiment({ key: 'outside', trafficAllocation: 0 }),
      { ...experiment({ key: 'moved' }), evaluation: 'remote' },
      rollout(),
    ]);
    for (const key of ['paused', 'outside', 'moved', 'search']) await look(key, 'a');
    await client.flush();
    expect(told()).toEqual([]);
  });

  it.each([{ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }, { status: 401 }])(
    'are told again after %j',
    async (refusal) => {
      answer = (nth) => (nth <= 2 ? refusal : { status: 200, body: {} });
      await begin([experiment()], { events: { flushMs: 1 } });
      await look('checkout', 'a');
      await client.flush();
      await eventually(() => told().length === 3);
      expect(new Set(told().map((one) => JSON.stringify(one))).size).toBe(1);
      await client.flush();
      expect(told()).toHaveLength(3);
    },
  );

  it.each([400, 413, 422])('are let go where the gateway takes exception to them with %s', async (status) => {
    answer = () => ({ status, body: { code: 'VALIDATION_FAILED' } });
    await begin([experiment()]);
    await look('checkout', 'a');
    for (let time = 0; time < 2; time += 1) await client.flush();
    expect(told()).toHaveLength(1);
  });

  describe('beside some that cannot be told', () => {
    const refused = ['a', 'b', 'c', 'd'];
    const toldOf = () => new Set(told().map(({ unit }) => unit));
    beforeEach(() => {
      answer = () => {
        const status = refused.includes(told().at(-1)?.unit ?? '') ? 500 : 200;
        return { status, body: {} };
      };
    });

    it('are told all the same', async () => {
      await begin([experiment()]);
      const units = [...refused, 'e', 'f', 'g', 'h', 'i'];
      for (const unit of units) await look('checkout', unit);
      await client.flush();
      await eventually(() => toldOf().size === units.length);
      expect(told().filter(({ unit }) => unit === 'i')).toHaveLength(1);
    });

    it('can be linked', async () => {
      await begin([experiment()]);
      await look('checkout', 'a');
      await look('checkout', 'visitor');
      const link = { anonymous: 'visitor', user: 'user' };
      expect(await client.link(link)).toMatchObject({ outcome: 'linked' });
      expect(toldOf()).toEqual(new Set(['visitor']));
      await expect(client.link({ anonymous: 'a', user: 'user' })).rejects.toMatchObject({
        code: 'GATEWAY_UNREACHABLE',
      });
    });
  });

  it('are told before the end', async () => {
    await begin([experiment()]);
    await look('checkout', 'a');
    await client.close();
    expect(told()).toHaveLength(1);
  });
});
