import { EVENT_STORE } from '@assay/event-store';
import type { EventStore } from '@assay/event-store';
import type { Answer } from '@assay/service-testing';
import { RolloutLog } from '../src/rollout-handling/rollout-log.js';
import { judgedActivation } from '../src/rollout/judged-activation.js';
import { RolloutsService } from '../src/rollout-handling/rollouts.service.js';
import { runningService } from './support/running-service.js';

const AT_ONCE = 50;
const override = { override: { reason: 'tested elsewhere' } };
const because = { reason: 'because' };
const TIERS = [
  { key: 'few', percentage: 10 },
  { key: 'half', percentage: 50 },
  { key: 'all', percentage: 100 },
];

const service = runningService();

const post = (path: string, body: object, key?: string): Promise<Answer> =>
  service.call('POST', `/api/v1/${path}`, {
    body,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });

const fiftyTimes = (path: string, body: object, key?: string): Promise<readonly Answer[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, () => post(path, body, key)));

const typesOf = async (kind: 'rollout' | 'release', key: string): Promise<readonly string[]> => {
  const store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
  return (await store.load(`default/${kind}/${key}`)).map(({ event }) => event.type);
};

type Step = readonly [path: string, body: object, event: string];

const ROLLOUT: readonly Step[] = [
  ['rollouts', { key: 'feature' }, 'RolloutCreated'],
  ['rollouts/feature/start', {}, 'RolloutStarted'],
  ['rollouts/feature/pause', because, 'RolloutPaused'],
  ['rollouts/feature/resume', {}, 'RolloutResumed'],
  ['rollouts/feature/rollback', { ...because, to: 'off' }, 'RolloutRolledBack'],
];
const RELEASE: readonly Step[] = [
  ['releases', { key: 'feature', version: '2', featureFlags: ['flag'] }, 'ReleaseCreated'],
  ['releases/feature/start', {}, 'ReleaseStarted'],
  ['releases/feature/pause', because, 'ReleasePaused'],
  ['releases/feature/resume', {}, 'ReleaseResumed'],
  ['releases/feature/features/flag/disable', because, 'ReleaseFeatureDisabled'],
];
/** These may be taken again and again: only under a key fifty of the same are one. */
const AGAIN: readonly Step[] = [
  ['rollouts', { key: 'steps' }, 'RolloutCreated'],
  ['rollouts/steps/versions', { name: '2.0' }, 'RolloutVersionPublished'],
  ['rollouts/steps/start', {}, 'RolloutStarted'],
  ['rollouts/steps/advance', override, 'RolloutAdvanced'],
  ['releases', { key: 'steps', version: '2', featureFlags: ['flag'] }, 'ReleaseCreated'],
  ['releases/steps/start', {}, 'ReleaseStarted'],
  ['releases/steps/advance', override, 'ReleaseAdvanced'],
  ['releases/steps/promote', { environment: 'staging', ...override }, 'ReleasePromoted'],
  ['releases/steps/auto-rollback', { enabled: false, ...because }, 'ReleaseAutoRollbackSet'],
  ['releases/steps/promote', { environment: 'production', ...override }, 'ReleasePromoted'],
  ['releases/steps/complete', override, 'ReleaseCompleted'],
];

describe('fifty requests at once', () => {
  it.each([...ROLLOUT, ...RELEASE])('%s %j is one %s: the others are told', async (path, body, event) => {
    const answers = await fiftyTimes(path, body);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(AT_ONCE - 1);
    const types = await typesOf(path.startsWith('rollouts') ? 'rollout' : 'release', 'feature');
    expect(types.filter((type) => type === event)).toHaveLength(1);
  });

  it.each(AGAIN)(
    '%s %j under one key are one %s, and everybody gets its answer',
    async (path, body, event) => {
      const kind = path.startsWith('rollouts') ? 'rollout' : 'release';
      const before = await typesOf(kind, 'steps');
      const key = `once ${path} ${JSON.stringify(body)}`;
      const answers = await fiftyTimes(path, body, key);
      expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
      expect(await typesOf(kind, 'steps')).toEqual([...before, event]);
      // Long afterwards, when it could not be asked for any more, the answer is how it stands.
      expect((await post(path, body, key)).status).toBeLessThan(300);
      expect(await typesOf(kind, 'steps')).toEqual([...before, event]);
    },
  );
});

/** A rollout of a second version over a first one that is on for everyone. */
async function secondVersion(key: string): Promise<string> {
  await post('rollouts', { key, version: '1.0', minHoursInTier: 24, tiers: TIERS });
  await post(`rollouts/${key}/start`, {});
  for (let step = 1; step < TIERS.length; step += 1) await post(`rollouts/${key}/advance`, override);
  const log = service.app.get(RolloutLog, { strict: false });
  const time = new Date(Date.now() + 25 * 3_600_000).toISOString();
  const metadata = { ...log.metadata({ project: 'default', key, actor: 'user:ada' }), time };
  const health = { units: 20, unitsWithError: 0, outcomes: 20, errors: 0 };
  const judged = judgedActivation(await log.load('default', key), undefined);
  const facts = { judged, health, offsets: [], needs: [] };
  await log.handle({ type: 'CompleteRollout', metadata, activation: log.newId(), ...facts });
  await post(`rollouts/${key}/versions`, { name: '2.0' });
  const { body } = await post(`rollouts/${key}/start`, {});
  expect(body).toMatchObject({ status: 'in_progress', live: { number: 1 }, tier: 'few' });
  return String(body['activation']);
}

describe('fifty people who saw the same, without a key', () => {
  it('roll back the version they saw, and not the live one beneath', async () => {
    await secondVersion('beneath');
    const answers = await fiftyTimes('rollouts/beneath/rollback', because);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = answers.filter(({ status }) => status === 409).map(({ body }) => body['code']);
    expect(others).toHaveLength(AT_ONCE - 1);
    expect(['ACTIVATION_REQUIRED', 'STALE_ACTIVATION']).toEqual(expect.arrayContaining(others));
    // One who comes long afterwards is told too, and can say that the live one is meant.
    expect(await post('rollouts/beneath/rollback', because)).toMatchObject({
      status: 409,
      body: { code: 'ACTIVATION_REQUIRED', errors: [{ path: 'activation', value: null }] },
    });
    const { body } = await service.call('GET', '/api/v1/rollouts/beneath');
    expect(body).toMatchObject({ status: 'rolled_back', live: { number: 1 } });
    expect(
      await post('rollouts/beneath/rollback', { ...because, activation: body['activation'] }),
    ).toMatchObject({ status: 200, body: { live: null } });
  });

  it('take one step with an override', async () => {
    const activation = await secondVersion('steps-by-sight');
    const answers = await fiftyTimes('rollouts/steps-by-sight/advance', { ...override, activation });
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 'STALE_ACTIVATION')).toHaveLength(AT_ONCE - 1);
    expect(await post('rollouts/steps-by-sight/advance', { ...override, activation: 'x' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'activation', value: 'x' }] },
    });
  });

  it('take one step where none of them names what was seen', async () => {
    await secondVersion('steps-unnamed');
    const before = await typesOf('rollout', 'steps-unnamed');
    const rollouts = service.app.get(RolloutsService, { strict: false });
    const request = { project: 'default', key: 'steps-unnamed', actor: 'user:ada' };
    const steps = Array.from({ length: AT_ONCE }, () => rollouts.advance(request, override));
    const settled = await Promise.allSettled(steps);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await typesOf('rollout', 'steps-unnamed')).toEqual([...before, 'RolloutAdvanced']);
  });
});

describe('an Idempotency-Key', () => {
  it('keeps what would otherwise happen twice from happening twice', async () => {
    await post('rollouts', { key: 'twice' });
    const publish = (key?: string) => post('rollouts/twice/versions', { name: 'same' }, key);
    await publish('one');
    await publish('one');
    expect(await typesOf('rollout', 'twice')).toEqual(['RolloutCreated', 'RolloutVersionPublished']);
    // Control: without it, or with another one, it does.
    await post('rollouts/twice/versions', { name: 'other' });
    expect(await typesOf('rollout', 'twice')).toHaveLength(3);
  });

  it('is for one request', async () => {
    await post('rollouts', { key: 'reused' });
    await post('rollouts/reused/start', {}, 'key-1');
    expect(await post('rollouts/reused/pause', because, 'key-1')).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED', errors: [{ path: 'Idempotency-Key' }] },
    });
    expect(await typesOf('rollout', 'reused')).toEqual(['RolloutCreated', 'RolloutStarted']);
  });

  it('is for what a rollout needs, too', async () => {
    await post('rollouts', { key: 'needed' });
    const set = (needs: readonly object[]) =>
      service.call('PUT', '/api/v1/rollouts/reused/needs', {
        body: { needs },
        headers: { 'idempotency-key': 'needs-1' },
      });
    for (let time = 0; time < 2; time += 1) expect((await set([{ rollout: 'needed' }])).status).toBe(200);
    expect(await set([])).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it.each(['', 'x'.repeat(256)])('%j is no key', async (key) => {
    expect(await post('rollouts', { key: 'odd' }, key)).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ path: 'Idempotency-Key' }] },
    });
  });
});
