import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '@assay/service-testing';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { startCanary, releasePath } from './support/releases.js';
import { override, path } from './support/rollouts.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

describe('rollouts and releases as of a moment', () => {
  let database: TestDatabase;
  let service: RunningService;
  const [ROLLOUT, RELEASE] = [path('search'), releasePath('api')];
  const moments: { readonly at: string; readonly rollout: Answer; readonly release: Answer }[] = [];

  const note = async (): Promise<void> => {
    await sleep(3);
    const at = new Date().toISOString();
    await sleep(3);
    const [rollout, release] = await Promise.all([
      service.call('GET', ROLLOUT),
      service.call('GET', RELEASE),
    ]);
    moments.push({ at, rollout, release });
  };
  const asOf = (url: string, at: string) => service.call('GET', `${url}?asOf=${encodeURIComponent(at)}`);

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await startService(database.url);
    await note();
    await service.call('POST', '/api/v1/rollouts', { body: { key: 'search', version: '1.0' } });
    await startCanary(service, 'api');
    await note();
    await service.call('POST', `${ROLLOUT}/start`);
    await service.call('POST', `${RELEASE}/pause`, { body: { reason: 'a look at it' } });
    await note();
    await service.call('POST', `${ROLLOUT}/advance`, { body: override });
    await service.call('POST', `${RELEASE}/rollback`, { body: { reason: 'not good' } });
    await note();
    await service.call('POST', `${ROLLOUT}/rollback`, { body: { reason: 'not good' } });
    await note();
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('are what they were then: status, tier, version, share of the traffic', async () => {
    const [, ...there] = moments;
    const told = there.map(({ rollout: { body } }) => [body['status'], body['tier']]);
    expect(told).toEqual([
      ['planned', 'tier_0_disabled'],
      ['in_progress', 'tier_1_internal'],
      ['in_progress', 'tier_2_early_adopters'],
      ['rolled_back', 'tier_0_disabled'],
    ]);
    expect(there.map(({ release: { body } }) => body['status'])).toEqual([
      ...['in_progress', 'paused', 'rolled_back', 'rolled_back'],
    ]);
    for (const { at, rollout, release } of there) {
      const { stats: _stats, needs: _needs, whyNotAdvancing: _why, ...then } = rollout.body;
      expect((await asOf(ROLLOUT, at)).body).toMatchObject({ ...then, asOf: at });
      const { health: _health, whyNotAdvancing: _next, ...released } = release.body;
      expect((await asOf(RELEASE, at)).body).toEqual({ ...released, asOf: at });
    }
  });

  it('are listed as they were', async () => {
    await eventually(async () => {
      expect((await service.call('GET', '/api/v1/rollouts')).body['rollouts']).toHaveLength(1);
    });
    const listed = async (at: string) =>
      (await asOf('/api/v1/rollouts', at)).body['rollouts'] as readonly { readonly status: string }[];
    expect(await listed(moments[0]?.at ?? '')).toEqual([]);
    expect((await listed(moments[2]?.at ?? '')).map(({ status }) => status)).toEqual(['in_progress']);
    const releases = async (at: string) => {
      const { body } = await asOf('/api/v1/releases', at);
      return (body['releases'] as readonly { readonly status: string }[]).map((one) => one.status);
    };
    expect(await releases(moments[0]?.at ?? '')).toEqual([]);
    expect(await releases(moments[2]?.at ?? '')).toEqual(['paused']);
    expect(await releases(moments[4]?.at ?? '')).toEqual(['rolled_back']);
  });

  it('were not there before they were created, and are not known of the future', async () => {
    const future = new Date(Date.now() + 60_000).toISOString();
    for (const url of [ROLLOUT, RELEASE]) {
      const before = moments[0]?.at ?? '';
      expect(await asOf(url, before)).toMatchObject({
        status: 404,
        body: { code: expect.stringMatching('_NOT_FOUND'), errors: [{ path: 'asOf', value: before }] },
      });
      expect(await asOf(url, future)).toMatchObject({
        status: 400,
        body: { code: 'INSTANT_IN_FUTURE', errors: [{ path: 'asOf', value: future }] },
      });
      expect(await asOf(url, 'yesterday')).toMatchObject({
        status: 400,
        body: { code: 'VALIDATION_FAILED', errors: [{ path: 'asOf', value: 'yesterday' }] },
      });
    }
  });
});
