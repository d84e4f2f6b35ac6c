import type { RunningProcess } from '@assay/testing';
import { eventually } from '@assay/testing';
import { call, place, startStandaloneProcess, type Place, type Reply } from './standalone-process.js';

const LONG_MS = 280_000;

/** What the notes of the system before did by library calls, over HTTP: application, people, and nobody. */
describe('promotion gates, from the route to the rollback', () => {
  let here: Place;
  let running: RunningProcess;
  let token: string;
  let key: string;

  beforeAll(async () => {
    here = await place();
    running = startStandaloneProcess([...here.args, '--empty']);
    await running.printed(/Assay is ready/, LONG_MS);
    token = (await running.printed(/admin token\s+(\S+)/))[1] ?? '';
    key = (await running.printed(/SDK key\s+(assay_sdk_\S+)/))[1] ?? '';
  }, LONG_MS);
  afterAll(async () => {
    await running.stop();
    await here.remove();
  }, LONG_MS);

  const api = (path: string, body?: unknown): Promise<Reply> =>
    call(`${here.url}/api/v1/releases${path}`, token, body);
  const routed = async (name: string, routingKey: string): Promise<Reply['body']> =>
    (await call(`${here.url}/api/v1/releases/${name}/route`, key, { routingKey })).body;
  const started = (name: string, trafficPercent: number) =>
    eventually(async () => {
      expect(await routed(name, 'anyone')).toMatchObject({ activation: expect.any(String) as string });
      expect((await api(`/${name}`)).body).toMatchObject({ trafficPercent });
    });
  /** Routes requests, serves them and sends their outcomes. */
  const serve = async (
    name: string,
    requests: number,
    succeeds: (isCanary: boolean, nth: number) => boolean,
  ) => {
    const events = await Promise.all(
      Array.from({ length: requests }, async (_, nth) => {
        const unit = `user-${String(nth)}-session`;
        const { isCanary, side, activation } = await routed(name, unit);
        const success = succeeds(isCanary === true, nth);
        return { type: 'outcome', unit, flag: name, side, activation, success, latencyMs: 80 };
      }),
    );
    expect((await call(`${here.url}/api/v1/events`, key, { events })).status).toBe(202);
  };

  it('has a canary of ten percent, which routes a session always the same way', async () => {
    const config = {
      ...{ key: 'new-api', version: '2.0.0', featureFlags: ['new_api'] },
      ...{ autoRollback: true, sloThreshold: 0.95, rollbackWindowSeconds: 300 },
      ...{ routingKey: 'session', minOutcomes: 20 },
    };
    expect(await api('', config)).toMatchObject({ status: 201, body: { status: 'planned' } });
    expect(await api('/new-api/start', { trafficPercent: 10 })).toMatchObject({
      status: 200,
      body: { environment: 'canary', trafficPercent: 10 },
    });
    await started('new-api', 10);
    const decision = await routed('new-api', 'user-123-session');
    expect(decision).toMatchObject({ targetEnvironment: 'production', isCanary: false, enabledFeatures: [] });
    expect(await routed('new-api', 'user-123-session')).toEqual(decision);
  });

  it('is healthy, compliant, and promoted to staging', async () => {
    await serve('new-api', 400, () => true);
    await eventually(async () => {
      expect((await api('/new-api/health')).body).toMatchObject({
        recommendation: 'HEALTHY',
        healthScore: 1,
        canaryErrorRate: 0,
        compliance: { isMet: true },
      });
    });
    const refused = await api('/new-api/promote', { environment: 'staging' });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'hoursInStep' }] } });
    const override = { reason: 'the day is over' };
    expect(await api('/new-api/promote', { environment: 'staging', override })).toMatchObject({
      status: 200,
      body: { environment: 'staging' },
    });
  });

  it('has features that are enabled and disabled, and a history of rollbacks', async () => {
    const reason = 'they belong together';
    expect(await api('/new-api/features/new_feature/enable', { reason })).toMatchObject({
      body: { enabledFeatures: ['new_api', 'new_feature'] },
    });
    expect(await api('/new-api/features/new_feature/disable', { reason })).toMatchObject({
      body: { status: 'rolled_back', environment: 'production', enabledFeatures: [] },
    });
    expect((await api('/new-api/history?events=rollbacks')).body).toMatchObject({
      events: [
        { data: { trigger: 'feature_disabled', reason: `feature new_feature was disabled: ${reason}` } },
      ],
    });
  });

  it.each([
    ['goes back by itself when the canary fails', 'bad', true, 'production'],
    ['stays where autoRollback is off', 'kept', false, 'canary'],
  ])('%s', async (_name, name, autoRollback, target) => {
    await api('', { key: name, version: '2.0.0', autoRollback, ramp: [50] });
    await api(`/${name}/start`, {});
    await started(name, 50);
    await serve(name, 300, (isCanary, nth) => !isCanary || nth % 4 !== 0);
    const event = autoRollback ? 'ReleaseRolledBack' : 'ReleaseRollbackWithheld';
    await eventually(async () => {
      expect((await api(`/${name}/history?events=rollbacks`)).body).toMatchObject({
        events: [{ type: event }],
      });
    });
    await eventually(async () => {
      expect(await routed(name, 'user-123-session')).toMatchObject({ targetEnvironment: target });
    });
  });
});
