import { EVENT_STORE } from '@assay/event-store';
import type { EventStore } from '@assay/event-store';
import type { Answer } from '@assay/service-testing';
import { createTestDatabase } from '@assay/testing';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const AT_ONCE = 50;
const override = { override: { reason: 'tested elsewhere' } };
const because = { reason: 'because' };

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let service: RunningService;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await startService(database.url);
});

afterAll(async () => {
  await service.stop();
  await database.drop();
});

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
