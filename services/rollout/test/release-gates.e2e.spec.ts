import { eventually } from '@assay/testing';
import { outcome } from './support/outcomes.js';
import { releasePath, route, send, startCanary } from './support/releases.js';
import { twoServices } from './support/running-service.js';

const [service, other] = twoServices();

const healthy = () => ({ success: true, latencyMs: 100 });
const types = async (key: string): Promise<readonly string[]> => {
  const { body } = await service.call('GET', releasePath(key, '/history'));
  return (body as unknown as { events: { type: string }[] }).events.map(({ type }) => type);
};
const isInState = (key: string, state: object) =>
  eventually(async () => {
    expect((await service.call('GET', releasePath(key))).body).toMatchObject(state);
  });

describe('a bad canary', () => {
  const slow = (side: 'canary' | 'stable') => ({ success: true, latencyMs: side === 'canary' ? 180 : 100 });

  it('goes back to production with nobody involved, in every process, and its evidence is kept', async () => {
    await startCanary(service, 'slow', { trafficPercent: 50 });
    await send(service, 'slow', { requests: 240, serve: slow });
    await isInState('slow', {
      status: 'rolled_back',
      environment: 'production',
      enabledFeatures: [],
      featureFlags: { new_api: false },
      lastRollback: {
        automatic: true,
        trigger: 'health',
        reason: expect.stringMatching(/^health score 0\.\d+ is below 0\.8$/),
        evidence: { recommendation: 'ROLLBACK', slo: 0.95, minOutcomes: 100 },
      },
    });
    await eventually(async () => {
      for (const process of [service, other])
        expect(await route(process, 'slow', 'user-123')).toMatchObject({
          targetEnvironment: 'production',
          isCanary: false,
          enabledFeatures: [],
          reason: 'the release was rolled back',
        });
    });
    const { body } = await service.call('GET', releasePath('slow', '/history?events=rollbacks'));
    expect(body).toMatchObject({
      events: [{ type: 'ReleaseRolledBack', actor: 'system:release', verdictHolds: true }],
      next: null,
    });
  });

  it('stays where autoRollback is off, which says what it would have done; and goes once it is on', async () => {
    await startCanary(service, 'kept', { trafficPercent: 50, autoRollback: false });
    await send(service, 'kept', { requests: 240, serve: slow });
    await isInState('kept', { status: 'in_progress', withheldRollback: { trigger: 'health' } });
    expect(await route(other, 'kept', 'user-123')).toMatchObject({
      targetEnvironment: 'canary',
      isCanary: true,
    });
    expect(await types('kept')).toEqual(['ReleaseCreated', 'ReleaseStarted', 'ReleaseRollbackWithheld']);
    const body = { enabled: true, reason: 'we trust it by now' };
    await service.call('POST', releasePath('kept', '/auto-rollback'), { body });
    await isInState('kept', { status: 'rolled_back' });
  });

  it('is judged by compliance when the stable side is as bad', async () => {
    await startCanary(service, 'all-bad', { trafficPercent: 50 });
    await send(service, 'all-bad', {
      requests: 240,
      serve: (_side, nth) => ({ success: nth % 10 !== 0, latencyMs: 100 }),
    });
    await isInState('all-bad', { status: 'rolled_back', lastRollback: { trigger: 'compliance' } });
  });

  it('is judged by outcomes that name neither side nor activation', async () => {
    await startCanary(service, 'plain', { trafficPercent: 50, rollbackWindowSeconds: 600 });
    // The first slot that begins after the start is the first one that counts.
    const at = Math.ceil(Date.now() / 5000) * 5000;
    const units = Array.from({ length: 240 }, (_, i) => `user-${String(i)}`);
    const decisions = await Promise.all(units.map((unit) => route(service, 'plain', unit)));
    await service.bus.publish(
      units.map((unit, i) => outcome(unit, { flag: 'plain', success: decisions[i]?.isCanary !== true, at })),
    );
    await isInState('plain', { status: 'rolled_back', lastRollback: { trigger: 'compliance' } });
  });
});

describe('a good canary', () => {
  it('is told to be healthy, goes up its ramp, and through staging to production', async () => {
    await startCanary(service, 'good', { ramp: [50, 100], trafficPercent: 50, holdHours: 0 });
    expect((await service.call('POST', releasePath('good', '/advance'))).body).toMatchObject({
      code: 'CONDITIONS_UNMET',
      errors: [{ path: 'health', value: 'HOLD', message: 'health is HOLD, required HEALTHY' }],
    });
    const { canary, stable } = await send(service, 'good', { requests: 240, serve: healthy });
    await eventually(async () => {
      const { body } = await service.call('GET', releasePath('good', '/health'), { role: 'viewer' });
      expect(body).toMatchObject({
        recommendation: 'HEALTHY',
        healthScore: 1,
        canaryErrorRate: 0,
        productionErrorRate: 0,
        outcomes: { canary, stable, minimum: 100 },
        compliance: { canary: 1, overall: 1, slo: 0.95, isMet: true },
        breach: null,
      });
    });
    const { body } = await service.call('GET', releasePath('good', '/health'));
    expect(Math.abs(Number(body['canaryP99LatencyMs']) - 100)).toBeLessThan(1);
    expect(
      await service.call('POST', releasePath('good', '/promote'), { body: { environment: 'production' } }),
    ).toMatchObject({
      status: 422,
      body: { code: 'OVERRIDE_REQUIRED' },
    });
    expect(
      await service.call('POST', releasePath('good', '/promote'), { body: { environment: 'staging' } }),
    ).toMatchObject({
      status: 200,
      body: { environment: 'staging', trafficPercent: 0, health: { recommendation: 'HOLD' } },
    });
    await eventually(async () => {
      expect((await route(other, 'good', 'anyone', 'staging')).targetEnvironment).toBe('staging');
    });
    expect((await route(other, 'good', 'anyone')).version).toBe('1.9.3');
    const override = { reason: 'tested in staging by hand' };
    const promoted = await service.call('POST', releasePath('good', '/promote'), {
      body: { environment: 'production', override },
    });
    expect(promoted).toMatchObject({ status: 200, body: { environment: 'production', trafficPercent: 100 } });
    await eventually(async () => {
      expect(await route(other, 'good', 'anyone')).toMatchObject({
        version: '2.0.0',
        enabledFeatures: ['new_api'],
      });
    });
  });

  it('advances by itself after its hold where it is asked to, and once however many processes there are', async () => {
    await startCanary(service, 'ramping', {
      ramp: [50, 75],
      trafficPercent: 50,
      holdHours: 0,
      autoAdvance: true,
    });
    await send(service, 'ramping', { requests: 240, serve: healthy });
    await isInState('ramping', { trafficPercent: 75, nextTrafficPercent: null });
    expect(await types('ramping')).toEqual(['ReleaseCreated', 'ReleaseStarted', 'ReleaseAdvanced']);
  }, 60_000);

  it('goes back when one of its features is disabled', async () => {
    await startCanary(service, 'flagged');
    const body = { reason: 'it loses orders' };
    const disabled = await service.call('POST', releasePath('flagged', '/features/new_api/disable'), {
      body,
    });
    expect(disabled).toMatchObject({
      status: 200,
      body: { status: 'rolled_back', lastRollback: { trigger: 'feature_disabled' }, enabledFeatures: [] },
    });
    expect(await types('flagged')).toEqual([
      'ReleaseCreated',
      'ReleaseStarted',
      'ReleaseFeatureDisabled',
      'ReleaseRolledBack',
    ]);
  });

  it('is moved one step by twenty people at the same time', async () => {
    await startCanary(service, 'crowded', { trafficPercent: 1, holdHours: 0 });
    const body = { trafficPercent: 5, override: { reason: 'now' } };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => service.call('POST', releasePath('crowded', '/advance'), { body })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await service.call('GET', releasePath('crowded'))).body).toMatchObject({ trafficPercent: 5 });
  });
});

describe('what is wrong', () => {
  it.each<[string, string, unknown, number, string, string]>([
    ['an unknown release', '/nothing/route', { routingKey: 'a' }, 404, 'RELEASE_NOT_FOUND', ''],
    ['no routing key', '/good/route', {}, 400, 'VALIDATION_FAILED', 'routingKey'],
    [
      'a routing key that is no text',
      '/good/route',
      { routingKey: 7 },
      400,
      'VALIDATION_FAILED',
      'routingKey',
    ],
    [
      'an unknown environment',
      '/good/route',
      { routingKey: 'a', environment: 'x' },
      400,
      'VALIDATION_FAILED',
      'environment',
    ],
    [
      'an SLO above 1',
      '',
      { key: 'x', version: '1', sloThreshold: 95 },
      400,
      'VALIDATION_FAILED',
      'sloThreshold',
    ],
    [
      'a window of a day',
      '',
      { key: 'x', version: '1', rollbackWindowSeconds: 86_400 },
      400,
      'VALIDATION_FAILED',
      'rollbackWindowSeconds',
    ],
    [
      'a ramp that goes down',
      '',
      { key: 'x', version: '1', ramp: [5, 1] },
      400,
      'VALIDATION_FAILED',
      'ramp[1]',
    ],
    ['a ramp above 100', '', { key: 'x', version: '1', ramp: [5, 101] }, 400, 'VALIDATION_FAILED', 'ramp'],
    ['no version', '', { key: 'x' }, 400, 'VALIDATION_FAILED', 'version'],
    ['an unknown field', '', { key: 'x', version: '1', color: 'red' }, 400, 'VALIDATION_FAILED', 'color'],
    ['a key in use', '', { key: 'good', version: '1' }, 409, 'RELEASE_EXISTS', 'key'],
    ['no reason', '/good/pause', {}, 400, 'VALIDATION_FAILED', 'reason'],
    [
      'a feature that is on',
      '/good/features/new_api/enable',
      { reason: 'x' },
      409,
      'FEATURE_UNCHANGED',
      'feature',
    ],
    [
      'a way back by promotion',
      '/good/promote',
      { environment: 'staging' },
      409,
      'WRONG_ENVIRONMENT',
      'environment',
    ],
    ['a rollback of what is back', '/slow/rollback', { reason: 'x' }, 409, 'WRONG_STATUS', 'status'],
    ['a step of what is back', '/slow/advance', {}, 409, 'WRONG_STATUS', 'status'],
    ['a start of what was rolled back', '/slow/start', {}, 422, 'OVERRIDE_REQUIRED', 'override'],
    [
      'a metric without a source',
      '',
      { key: 'x', version: '1', analysis: { metrics: [{ name: 'm' }] } },
      400,
      'VALIDATION_FAILED',
      'analysis.metrics[0]',
    ],
    [
      'metrics of a Prometheus that is not there',
      '',
      {
        key: 'x',
        version: '1',
        analysis: { metrics: [{ name: 'm', prometheus: { canaryQuery: 'a', stableQuery: 'b' } }] },
      },
      422,
      'PROMETHEUS_NOT_CONFIGURED',
      'analysis.metrics[0].prometheus',
    ],
  ])('%s is refused with its place', async (_name, step, body, status, code, path) => {
    const answer = await service.call('POST', `/api/v1/releases${step}`, { body });
    expect(answer).toMatchObject({ status, body: { code } });
    if (path !== '') expect(answer.body).toMatchObject({ errors: [{ path }] });
  });

  it.each([
    ['/advance', 'editor'],
    ['/promote', 'editor'],
    ['/rollback', 'viewer'],
    ['/features/new_api/disable', 'viewer'],
    ['/auto-rollback', 'editor'],
  ] as const)('%s is not for a role of %s', async (step, role) => {
    expect(await service.call('POST', releasePath('good', step), { body: {}, role })).toMatchObject({
      status: 403,
    });
  });

  it('pages through releases', async () => {
    const first = await other.call('GET', '/api/v1/releases?limit=2', { role: 'viewer' });
    expect(first.body).toMatchObject({ releases: [{ key: 'all-bad' }, { key: 'crowded' }], next: 'crowded' });
    const second = await other.call('GET', '/api/v1/releases?limit=200&after=crowded', { role: 'viewer' });
    expect(second.body).toMatchObject({ next: null });
    const back = await other.call('GET', '/api/v1/releases?status=in_progress&limit=1');
    expect(back.body).toMatchObject({
      releases: [{ key: 'crowded', status: 'in_progress' }],
      next: 'crowded',
    });
    for (const wrong of ['limit=0', 'status=lost'])
      expect((await other.call('GET', `/api/v1/releases?${wrong}`)).status).toBe(400);
  });
});
