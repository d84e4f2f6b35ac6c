import { randomUUID } from 'node:crypto';
import type { BusConfig, Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { kafkaLog } from '@assay/service-testing';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, describeWith, eventually } from '@assay/testing';
import { outcome } from './support/outcomes.js';
import { releasePath, route, send, startCanary } from './support/releases.js';
import { path, range, rolloutsOf } from './support/rollouts.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const HOUR = 3_600_000;
const config = { autoRollback: true, sloThreshold: 0.95, rollbackWindowSeconds: 300, holdHours: 0 };
const healthy = () => ({ success: true, latencyMs: 100 });

/** @param log where the services have their log, if not in their database */
function requestsOfOthers(log?: () => BusConfig): void {
  let database: TestDatabase;
  let service: RunningService;
  let other: RunningService;
  const { atTenPercent, hasSeen } = rolloutsOf(() => service);

  beforeAll(async () => {
    database = await createTestDatabase();
    const bus = log?.();
    service = await startService(database.url, bus);
    other = await startService(database.url, bus);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await other.stop();
    await service.stop();
    await database.drop();
  });

  const post = (url: string, body: object = {}) => service.call('POST', url, { body });
  const isBackInProduction = (key: string) =>
    eventually(async () => {
      for (const process of [service, other])
        expect(await route(process, key, 'user-123-session')).toMatchObject({
          ...{ targetEnvironment: 'production', isCanary: false, enabledFeatures: [] },
          reason: 'the release was rolled back',
        });
    });

  it('route a canary by the request’s key, judge it, and promote it to staging and production', async () => {
    await startCanary(service, 'sidecar', { ...config, ramp: [50, 100], trafficPercent: 50 });
    const decision = await route(service, 'sidecar', 'user-123-session');
    expect(decision).toMatchObject({
      enabledFeatures: decision.isCanary ? ['new_api'] : [],
      reason: expect.stringMatching(/^place \d+ is/),
    });
    await eventually(async () => {
      expect(await route(other, 'sidecar', 'user-123-session')).toEqual(decision);
    });
    await send(service, 'sidecar', { requests: 240, serve: healthy });
    await eventually(async () => {
      expect((await service.call('GET', releasePath('sidecar', '/health'))).body).toMatchObject({
        ...{ healthScore: 1, canaryErrorRate: 0, productionErrorRate: 0, recommendation: 'HEALTHY' },
        compliance: { canary: 1, overall: 1, isMet: true },
      });
    });
    expect(await post(releasePath('sidecar', '/promote'), { environment: 'production' })).toMatchObject({
      ...{ status: 422, body: { code: 'OVERRIDE_REQUIRED' } },
    });
    expect(await post(releasePath('sidecar', '/promote'), { environment: 'staging' })).toMatchObject({
      ...{ status: 200, body: { environment: 'staging' } },
    });
    const override = { reason: 'tested in staging' };
    const promoted = await post(releasePath('sidecar', '/promote'), { environment: 'production', override });
    expect(promoted).toMatchObject({ status: 200, body: { environment: 'production', trafficPercent: 100 } });
    await eventually(async () => {
      expect((await route(other, 'sidecar', 'anyone')).version).toBe('2.0.0');
    });
  });

  it('switch a feature on, and off, which takes the release back everywhere', async () => {
    await startCanary(service, 'flow', { ...config, trafficPercent: 50 });
    const reason = 'it loses orders';
    const feature = releasePath('flow', '/features/new_checkout_flow');
    expect(await post(`${feature}/enable`, { reason: 'to compare it' })).toMatchObject({
      ...{ status: 200, body: { enabledFeatures: ['new_api', 'new_checkout_flow'] } },
    });
    expect(await post(`${feature}/disable`, { reason })).toMatchObject({
      ...{ status: 200, body: { status: 'rolled_back', environment: 'production' } },
    });
    await isBackInProduction('flow');
    const history = await service.call('GET', releasePath('flow', '/history?events=rollbacks'));
    expect(history.body).toMatchObject({ events: [{ type: 'ReleaseRolledBack' }] });
  });

  it('are taken back by themselves where the canary does not keep its objective', async () => {
    await startCanary(service, 'failing', { ...config, trafficPercent: 50 });
    await send(service, 'failing', {
      requests: 240,
      serve: (side, nth) => ({ success: side === 'stable' || nth % 5 !== 0, latencyMs: 100 }),
    });
    await isBackInProduction('failing');
    expect((await service.call('GET', releasePath('failing'))).body).toMatchObject({
      lastRollback: { automatic: true, trigger: 'compliance' },
    });
  });

  it.each([
    ['deployment_failed', { action: 'rolled_back', status: 'rolled_back' }],
    ['database_incompatible', { action: 'rolled_back', status: 'rolled_back' }],
    ['schema_mismatch', { action: 'paused', status: 'paused' }],
    ['security_vulnerability', { action: 'rolled_back', hotfix: expect.any(String) }],
  ])('tell of %s, and it is answered as the matrix says', async (kind, body) => {
    const key = kind.replaceAll('_', '-');
    await atTenPercent(key);
    const found = { id: 'build-3', kind, detail: 'resource failed' };
    expect(await post(path(key, '/signals'), found)).toMatchObject({ status: 200, body });
    expect((await other.call('GET', path(key))).body).toMatchObject({
      status: expect.not.stringMatching('progress'),
    });
  });

  it('deploy a version, point to it, and go back to the previous or a named one', async () => {
    let now = Date.now();
    jest.spyOn(service.app.get<Clock>(CLOCK), 'now').mockImplementation(() => now);
    await post('/api/v1/rollouts', { key: 'lambda', tiers: [{ key: 'all', percentage: 100 }], version: '1' });
    for (const number of [1, 2]) {
      const { body } = await post(path('lambda', '/start'));
      const met = { flag: 'lambda', activation: String(body['activation']), at: now };
      await service.bus.publish(range(20, `of-${String(number)}`).map((unit) => outcome(unit, met)));
      await hasSeen('lambda', 20 * number);
      now += 48 * HOUR;
      expect(await post(path('lambda', '/complete'))).toMatchObject({ status: 200 });
      expect((await post(path('lambda', '/versions'), { name: String(number + 1) })).status).toBe(201);
    }
    expect(await post(path('lambda', '/start'))).toMatchObject({ body: { version: { number: 3 } } });
    expect(await post(path('lambda', '/rollback'), { reason: 'high error rate' })).toMatchObject({
      ...{ status: 200, body: { live: { number: 2 } } },
    });
    expect(await post(path('lambda', '/rollback'), { reason: 'that one too', to: 1 })).toMatchObject({
      ...{ status: 200, body: { live: { number: 1 } } },
    });
    expect((await other.call('GET', path('lambda', '/versions'))).body).toMatchObject({ live: 1 });
  });
}

describe('releases and versions by the requests of other systems, on Postgres', () => {
  requestsOfOthers();
});

describeWith('kafka', 'releases and versions by the requests of other systems, on Kafka', () => {
  requestsOfOthers(() => kafkaLog(`release-${randomUUID()}`));
});
