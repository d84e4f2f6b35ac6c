import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import { eventually } from '@assay/testing';
import { override, path, range, rolloutsOf } from './support/rollouts.js';
import { twoServices } from './support/running-service.js';

const [service] = twoServices();
const { atTenPercent, eventTypes } = rolloutsOf(() => service);

beforeAll(async () => {
  await eventually(async () => {
    expect(await service.call('GET', '/api/v1/rollouts')).toMatchObject({ status: 200 });
  });
});

describe('a rollout', () => {
  it('is created under the names of other systems, and lists its units as digests only', async () => {
    const created = await service.call('POST', '/api/v1/rollouts', {
      body: {
        featureName: 'storage',
        whitelistedCustomers: ['acme', 'acme'],
        blacklistedCustomers: ['evil-corp'],
        rollbackThreshold: { errorRate: 0.1, timeWindow: 60_000 },
      },
    });
    expect(created).toMatchObject({
      status: 201,
      body: {
        key: 'storage',
        name: 'storage',
        status: 'planned',
        tier: 'tier_0_disabled',
        percentage: 0,
        errorThreshold: { errorRate: 0.1, windowMs: 60_000, minOutcomes: 20 },
        minHoursInTier: 48,
        allowed: 1,
        denied: 1,
      },
    });
    const store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
    const [stored] = await store.load('default/rollout/storage');
    expect(JSON.stringify(stored)).not.toContain('evil-corp');
    expect(stored?.event.actor).toBe('user:ada');
  });

  it('starts at one percent and does not advance before its time', async () => {
    expect(await service.call('POST', path('storage', '/start'))).toMatchObject({
      status: 200,
      body: { status: 'in_progress', tier: 'tier_1_internal', percentage: 1 },
    });
    expect(await service.call('POST', path('storage', '/advance'))).toMatchObject({
      status: 422,
      body: {
        code: 'CONDITIONS_UNMET',
        errors: [
          { path: 'errorRate', value: null },
          { path: 'successRate', value: null },
          { path: 'hoursInTier', value: expect.any(Number) },
        ],
      },
    });
    const view = await service.call('GET', path('storage'), { role: 'viewer' });
    expect(view.body).toMatchObject({
      stats: { enabledUnits: 0, errorRate: null, successRate: null },
      whyNotAdvancing: [{ name: 'errorRate' }, { name: 'successRate' }, { name: 'hoursInTier' }],
    });
  });

  it('says why a unit has it or not', async () => {
    expect(await service.call('GET', path('storage', '/why?unit=acme'))).toMatchObject({
      body: { unit: 'acme', enabled: true, reason: 'allowed' },
    });
    expect(await service.call('GET', path('storage', '/why?unit=evil-corp'))).toMatchObject({
      body: { enabled: false, reason: 'denied' },
    });
  });

  it('is advanced and rolled back under the paths of other systems', async () => {
    const body = { featureName: 'storage' };
    expect(
      await service.call('POST', '/api/admin/rollout/advance', { body: { ...body, ...override } }),
    ).toMatchObject({ status: 200, body: { success: true, data: { tier: 'tier_2_early_adopters' } } });
    expect(
      await service.call('POST', '/api/admin/rollout/rollback', {
        body: { ...body, reason: 'high error rate' },
      }),
    ).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: {
          status: 'rolled_back',
          percentage: 0,
          lastRollback: { reason: 'high error rate', automatic: false },
        },
      },
    });
    expect(await service.call('GET', path('storage', '/why?unit=acme'))).toMatchObject({
      body: { enabled: false, reason: 'rolled_back' },
    });
  });

  it('is rolled back once by twenty people at the same time', async () => {
    await atTenPercent('crowded');
    const answers = await Promise.all(
      range(20).map((name) =>
        service.call('POST', path('crowded', '/rollback'), { body: { reason: `says ${name}` } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const rollbacks = (await eventTypes('crowded')).filter((type) => type === 'RolloutRolledBack');
    expect(rollbacks).toHaveLength(1);
  });

  it('is found in the list, page by page', async () => {
    await eventually(async () => {
      const first = await service.call('GET', '/api/v1/rollouts?limit=1');
      expect(first.body).toMatchObject({ rollouts: [{ key: 'crowded' }], next: 'crowded' });
      const second = await service.call('GET', '/api/v1/rollouts?limit=1&after=crowded');
      expect(second.body).toMatchObject({ rollouts: [{ key: 'storage', status: 'rolled_back' }] });
    });
  });
});

describe('bad input', () => {
  it.each([
    ['GET', path('nowhere'), undefined, 404, 'ROLLOUT_NOT_FOUND'],
    ['GET', path('nowhere', '/why?unit=u'), undefined, 404, 'ROLLOUT_NOT_FOUND'],
    ['POST', path('nowhere', '/start'), undefined, 404, 'ROLLOUT_NOT_FOUND'],
    ['POST', '/api/v1/rollouts', { key: 'storage' }, 409, 'ROLLOUT_EXISTS'],
    ['POST', path('storage', '/advance'), undefined, 409, 'WRONG_STATUS'],
    ['POST', path('storage', '/rollback'), { reason: 'x' }, 409, 'WRONG_STATUS'],
    ['POST', path('storage', '/pause'), { reason: 'x' }, 409, 'WRONG_STATUS'],
    ['POST', path('storage', '/resume'), undefined, 409, 'WRONG_STATUS'],
    ['POST', path('storage', '/complete'), undefined, 409, 'WRONG_STATUS'],
    ['POST', path('nowhere', '/pause'), { reason: 'x' }, 404, 'ROLLOUT_NOT_FOUND'],
    ['POST', path('nowhere', '/complete'), undefined, 404, 'ROLLOUT_NOT_FOUND'],
  ] as const)('%s %s is refused', async (method, url, body, status, code) => {
    expect(await service.call(method, url, { body })).toMatchObject({ status, body: { code } });
  });

  it.each([
    ['/api/v1/rollouts', {}, 'key', undefined],
    ['/api/v1/rollouts', { key: 'a b' }, 'key', 'a b'],
    ['/api/v1/rollouts', { key: 'a', featureName: 'b' }, 'featureName', 'b'],
    ['/api/v1/rollouts', { key: 'a', surprise: 1 }, 'surprise', 1],
    ['/api/v1/rollouts', { key: 'a', allow: 'everyone' }, 'allow', 'everyone'],
    ['/api/v1/rollouts', { key: 'a', allow: [1] }, 'allow[0]', 1],
    ['/api/v1/rollouts', { key: 'a', errorThreshold: { errorRate: 5 } }, 'errorThreshold.errorRate', 5],
    ['/api/v1/rollouts', { key: 'a', errorThreshold: { windowMs: 1.5 } }, 'errorThreshold.windowMs', 1.5],
    [
      '/api/v1/rollouts',
      { key: 'a', rollbackThreshold: { timeWindow: 1 } },
      'rollbackThreshold.timeWindow',
      1,
    ],
    ['/api/v1/rollouts', { key: 'a', minHoursInTier: -1 }, 'minHoursInTier', -1],
    ['/api/v1/rollouts', { key: 'a', minHoursInTier: 23 }, 'minHoursInTier', 23],
    [
      '/api/v1/rollouts',
      { key: 'a', errorThreshold: { errorRate: 0.1 }, rollbackThreshold: { errorRate: 0.2 } },
      ...(['rollbackThreshold.errorRate', 0.2] as const),
    ],
    [path('storage', '/start'), { tier: 'tier_4_full' }, 'tier', 'tier_4_full'],
    [path('storage', '/advance'), { override: {} }, 'override.reason', undefined],
    [path('storage', '/rollback'), {}, 'reason', undefined],
    [path('storage', '/pause'), {}, 'reason', undefined],
    [path('storage', '/pause'), { reason: '' }, 'reason', ''],
    [path('storage', '/resume'), { tier: 'tier_4_full' }, 'tier', 'tier_4_full'],
    [path('storage', '/complete'), { override: { reason: 'x' } }, 'override', { reason: 'x' }],
    ['/api/admin/rollout/rollback', { featureName: '', reason: 'x' }, 'featureName', ''],
  ])('%s %j names the field and its value', async (url, body, field, value) => {
    const refused = await service.call('POST', url, { body });
    expect(refused).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ path: field }] },
    });
    const [error] = refused.body['errors'] as [{ value?: unknown }];
    expect(error.value).toEqual(value);
  });

  it('by somebody without the role is refused', async () => {
    const forbidden = { status: 403 };
    expect(
      await service.call('POST', '/api/v1/rollouts', { body: { key: 'x' }, role: 'viewer' }),
    ).toMatchObject(forbidden);
    expect(
      await service.call('POST', path('storage', '/advance'), { body: override, role: 'editor' }),
    ).toMatchObject(forbidden);
    for (const step of ['/resume', '/complete'])
      expect(await service.call('POST', path('storage', step), { role: 'editor' })).toMatchObject(forbidden);
  });
});
