import { eventually } from '@assay/testing';
import { ConfiguredClient } from './support/configured-client.js';
import { experiment, payload, rollout } from './support/definitions.js';
import type { Said } from './support/scripted-gateway.js';

const visitor = { targetingKey: 'visitor-1' };

describe('flags that only the gateway can answer', () => {
  const here = new ConfiguredClient();
  const asked = () => here.gateway.received.filter(({ url }) => url.startsWith('/ofrep/v1/evaluate/flags/'));
  const answer = (metadata: object = { kind: 'experiment', reason: 'sticky', inExperiment: true }): Said => ({
    ...{ status: 200 },
    body: { key: 'moved', value: 'treatment', variant: 'treatment', reason: 'SPLIT', metadata },
  });
  const moved = { ...experiment({ key: 'moved' }), evaluation: 'remote' };

  beforeEach(() => {
    here.current = payload([moved]);
    here.remote = answer();
  });

  it('asks, once while nothing changes', async () => {
    await here.begin({ pollMs: 3_600_000 });
    const both = [1, 2].map(() => here.client.getString('moved', 'none', { ...visitor, plan: 'pro' }));
    expect(await Promise.all(both)).toEqual(['treatment', 'treatment']);
    expect(await here.client.getString('moved', 'none', { plan: 'pro', ...visitor })).toBe('treatment');
    expect(asked()).toHaveLength(1);
    expect(JSON.parse(asked()[0]?.body ?? '')).toEqual({ context: { ...visitor, plan: 'pro' } });
    here.change([moved, rollout()], 't2');
    await eventually(() => here.client.status().tag === 't2');
    await here.client.getString('moved', 'none', { ...visitor, plan: 'pro' });
    expect(asked()).toHaveLength(2);
  });

  it('keeps no answer that is provisional', async () => {
    here.remote = answer({ kind: 'experiment', reason: 'provisional', inExperiment: false });
    await here.begin();
    for (let time = 0; time < 2; time += 1) await here.client.getString('moved', 'none', visitor);
    expect(asked()).toHaveLength(2);
  });

  it('serves its last answer as stale while the gateway is away, and asks no more at every turn', async () => {
    await here.begin({ remote: { goodForMs: 0 }, retry: { firstMs: 3_600_000, mostMs: 3_600_000 } });
    expect(await here.client.getStringDetails('moved', 'none', visitor)).toMatchObject({ reason: 'SPLIT' });
    here.remote = { status: 503, headers: { 'retry-after': '3600' } };
    for (let time = 0; time < 3; time += 1)
      expect(await here.client.getStringDetails('moved', 'none', visitor)).toMatchObject({
        ...{ value: 'treatment', reason: 'STALE' },
      });
    expect(asked()).toHaveLength(2);
    const stranger = await here.client.getStringDetails('moved', 'none', { targetingKey: 'stranger' });
    expect(stranger).toMatchObject({ value: 'none', reason: 'ERROR', errorCode: 'GENERAL' });
  });

  it('gives up on a gateway that says nothing', async () => {
    here.remote = undefined;
    await here.begin({ remote: { timeoutMs: 20 } });
    const details = await here.client.getStringDetails('moved', 'none', visitor);
    expect(details).toMatchObject({ value: 'none', errorCode: 'GENERAL' });
    expect(here.errors).toContain('GATEWAY_UNREACHABLE');
  });

  it('tells the gateway’s own errors', async () => {
    here.remote = { status: 404, body: { errorCode: 'FLAG_NOT_FOUND', detail: 'there is no flag "moved"' } };
    await here.begin();
    const details = await here.client.getStringDetails('moved', 'none', visitor);
    expect(details).toMatchObject({
      errorCode: 'FLAG_NOT_FOUND',
      errorMessage: 'there is no flag "moved"',
    });
  });

  it('asks also for what is of a newer format, and for what depends on it', async () => {
    const newer = { ...experiment({ key: 'newer', format: 99 }), evaluation: 'local' };
    const prerequisites = [{ flag: 'newer', variants: ['treatment'] }];
    here.current = payload([newer, { ...experiment({ prerequisites }), evaluation: 'local' }]);
    await here.begin();
    for (const key of ['newer', 'checkout']) await here.client.getString(key, 'none', visitor);
    expect(asked().map(({ url }) => url.split('/').at(-1))).toEqual(['newer', 'checkout']);
  });

  it('asks for everything, and fetches no definitions, when it is told to', async () => {
    expect(await here.begin({ evaluation: 'remote' })).toMatchObject({ source: 'gateway' });
    expect(await here.client.getString('moved', 'none', visitor)).toBe('treatment');
    expect(here.fetched()).toEqual([]);
  });
});
