import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { breachIn, windowStart } from '../src/health/assess-window.fold.js';
import { OutcomeReader } from '../src/outcomes/outcome-reader.js';
import { RolloutLog } from '../src/rollout-handling/rollout-log.js';
import { BreachJudge } from '../src/watch/breach-judge.js';
import { WatchSignals } from '../src/watch/watch-signals.js';
import { outcome } from './support/outcomes.js';
import type { AtTenPercent } from './support/rollouts.js';
import { override, path, range, rolloutsOf, twentyPercentErrors } from './support/rollouts.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const MINUTE = 60_000;
let database: TestDatabase;
let service: RunningService;
let other: RunningService;

const { atTenPercent, eventTypes, hasSeen } = rolloutsOf(() => service);

beforeAll(async () => {
  database = await createTestDatabase();
  service = await startService(database.url);
  other = await startService(database.url);
  await eventually(async () => {
    expect(await service.call('GET', '/api/v1/rollouts')).toMatchObject({ status: 200 });
  });
});

afterAll(async () => {
  await other.stop();
  await service.stop();
  await database.drop();
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

describe('automatic rollback', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('turns the feature off at twenty percent errors, once, with its evidence', async () => {
    const { activation, enabled } = await atTenPercent('failing');
    await service.bus.publish(twentyPercentErrors(enabled, 'failing', activation));
    await eventually(async () => {
      const { body } = await service.call('GET', path('failing'));
      expect(body).toMatchObject({
        status: 'rolled_back',
        percentage: 0,
        lastRollback: { automatic: true, evidence: { threshold: 0.05, windowMs: 60 * MINUTE } },
      });
    });
    const store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
    const events = (await store.load('default/rollout/failing')).map(({ event }) => event);
    expect(events.map(({ type }) => type)).toEqual([
      'RolloutCreated',
      'RolloutStarted',
      'RolloutAdvanced',
      'RolloutRolledBack',
    ]);
    expect(events[3]).toMatchObject({ actor: 'system:rollout', causationid: expect.any(String) });
    expect(await service.call('GET', path('failing', `/why?unit=${String(enabled[0])}`))).toMatchObject({
      body: { enabled: false, reason: 'rolled_back' },
    });
  });

  it('counts outcomes that name no activation from the beginning of the present one', async () => {
    const { enabled } = await atTenPercent('anonymous');
    await service.bus.publish(twentyPercentErrors(enabled, 'anonymous'));
    await eventually(async () => {
      expect(await eventTypes('anonymous')).toContain('RolloutRolledBack');
    });
  });

  // Each case is followed by errors of the present activation: had the first ones counted, it would have ended before.
  it.each<[string, (found: AtTenPercent, key: string) => Parameters<typeof outcome>[]]>([
    [
      'of an earlier activation',
      ({ enabled }, key) =>
        enabled.map((unit) => [
          unit,
          { flag: key, activation: '00000000-0000-7000-8000-000000000001', success: false },
        ]),
    ],
    [
      'of units that do not have it',
      ({ off, activation }, key) => off.map((unit) => [unit, { flag: key, activation, success: false }]),
    ],
    [
      'from before the activation',
      ({ enabled }, key) =>
        enabled.map((unit) => [unit, { flag: key, success: false, at: Date.now() - 10 * MINUTE }]),
    ],
    [
      'of fewer than twenty outcomes',
      ({ enabled, activation }, key) =>
        enabled.slice(0, 19).map((unit) => [unit, { flag: key, activation, success: false }]),
    ],
    [
      'of too few units',
      ({ enabled, activation }, key) =>
        enabled.slice(0, 40).map((unit, i) => [unit, { flag: key, activation, success: i > 1, nth: 1 }]),
    ],
  ])('leaves the feature on after errors %s', async (name, errorsOf) => {
    const key = name.replaceAll(' ', '-');
    const found = await atTenPercent(key);
    expect(found.enabled.length).toBeGreaterThanOrEqual(40);
    const all = errorsOf(found, key);
    const successes = all.filter(([, { success }]) => success);
    const errors = all.filter(([, { success }]) => !success);
    // Errors come last: of the few outcomes that some batches have brought so far, the same errors may be too many.
    await service.bus.publish(successes.map(([unit, options]) => outcome(unit, options)));
    await hasSeen(key, successes.length);
    await service.bus.publish(errors.map(([unit, options]) => outcome(unit, options)));
    await hasSeen(key, all.length);
    await service.app.get(BreachJudge, { strict: false }).judgeOne('default', key);
    expect(await eventTypes(key)).not.toContain('RolloutRolledBack');

    const control = found.enabled.map((unit) =>
      outcome(unit, { flag: key, activation: found.activation, success: false, nth: 2 }),
    );
    await service.bus.publish(control);
    await eventually(async () => {
      expect(await eventTypes(key)).toContain('RolloutRolledBack');
    });
  });

  it('needs twenty outcomes within the window: those before it are no evidence of now', async () => {
    const { activation, enabled } = await atTenPercent('busy');
    const [busy = ''] = enabled;
    const seen = (outcomes: number) =>
      eventually(async () => {
        const { body } = await service.call('GET', path('busy'));
        expect(body).toMatchObject({ stats: { outcomes } });
      });
    const publish = (from: number, count: number, at: number, success: boolean) =>
      service.bus.publish(
        Array.from({ length: count }, (_, i) =>
          outcome(busy, { flag: 'busy', activation, at, success, nth: from + i }),
        ),
      );
    await publish(0, 30, Date.now(), true);
    await seen(30);

    const later = Date.now() + 120 * MINUTE;
    for (const { app } of [service, other]) jest.spyOn(app.get<Clock>(CLOCK), 'now').mockReturnValue(later);
    await publish(30, 1, later, false);
    await seen(31);
    await service.app.get(BreachJudge, { strict: false }).judgeOne('default', 'busy');
    expect(await eventTypes('busy')).not.toContain('RolloutRolledBack');

    // The control: with the outcomes of the whole activation, the same error would have been enough.
    const rollout = await service.app.get(RolloutLog, { strict: false }).load('default', 'busy');
    if (rollout.status !== 'in_progress') throw new TypeError(`rollout is ${rollout.status}`);
    const reader = service.app.get(OutcomeReader, { strict: false });
    const { errorThreshold, key } = rollout.design;
    const window = windowStart(errorThreshold, rollout.since, later);
    const within = await reader.enabledSince('default', rollout, window);
    const { outcomes } = await reader.enabledSince('default', rollout, Date.parse(rollout.since));
    expect(within).toMatchObject({ units: 1, unitsWithError: 1, outcomes: 1, errors: 1 });
    expect(breachIn({ ...within, outcomes }, errorThreshold)).toMatchObject({ outcomes: 31, errorRate: 1 });

    await publish(31, 19, later, true);
    await eventually(async () => {
      expect(await service.call('GET', path(key))).toMatchObject({
        body: { lastRollback: { automatic: true, evidence: { units: 1, outcomes: 20, errorRate: 1 } } },
      });
    });
  });

  it('does not follow into the next start', async () => {
    const before = await atTenPercent('again');
    await service.call('POST', path('again', '/rollback'), { body: { reason: 'first version' } });
    const { body } = await service.call('POST', path('again', '/start'));
    await service.bus.publish(twentyPercentErrors(before.enabled, 'again', before.activation));
    await hasSeen('again', before.enabled.length);
    await service.app.get(BreachJudge, { strict: false }).judgeOne('default', 'again');
    expect(await service.call('GET', path('again'))).toMatchObject({
      body: { status: 'in_progress', activation: body['activation'], stats: { enabledUnits: 0 } },
    });
  });

  it('counts an outcome once, however often it is delivered', async () => {
    const { activation, enabled } = await atTenPercent('repeated');
    const [unit = ''] = enabled;
    const event = outcome(unit, { flag: 'repeated', activation });
    for (let i = 0; i < 5; i += 1) await service.bus.publish([event]);
    const last = outcome(unit, { flag: 'repeated', activation, nth: 1 });
    await service.bus.publish([last]);
    await eventually(async () => {
      const { body } = await service.call('GET', path('repeated'));
      expect(body).toMatchObject({ stats: { enabledUnits: 1, outcomes: 2, errors: 0, successRate: 1 } });
    });
  });

  // Last, because from here on no batch tells the watch of its errors.
  it('needs nobody to be told: the sweep finds what a crash left behind', async () => {
    for (const { app } of [service, other]) app.get(WatchSignals, { strict: false }).listen(() => undefined);
    const { activation, enabled } = await atTenPercent('swept');
    await service.bus.publish(twentyPercentErrors(enabled, 'swept', activation));
    await eventually(async () => {
      expect(await eventTypes('swept')).toContain('RolloutRolledBack');
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
    ['/api/v1/rollouts', { key: 'a', allow: [1] }, 'allow', [1]],
    ['/api/v1/rollouts', { key: 'a', errorThreshold: { errorRate: 5 } }, 'errorThreshold.errorRate', 5],
    ['/api/v1/rollouts', { key: 'a', errorThreshold: { windowMs: 1.5 } }, 'errorThreshold.windowMs', 1.5],
    [
      '/api/v1/rollouts',
      { key: 'a', rollbackThreshold: { timeWindow: 1 } },
      'rollbackThreshold.timeWindow',
      1,
    ],
    ['/api/v1/rollouts', { key: 'a', minHoursInTier: -1 }, 'minHoursInTier', -1],
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

describe('the read models', () => {
  const operations = '/api/v1/admin/services/rollout/projections';
  const asAdmin = { role: 'admin' } as const;

  async function hashOf(name: string): Promise<unknown> {
    const { body } = await service.call('GET', `${operations}?hash=true`);
    const models = body['projections'] as readonly { name: string; hash: { hash: string } }[];
    return models.find((model) => model.name === name)?.hash.hash;
  }

  it.each(['rollouts', 'outcomes', 'needs'])(
    '%s are the same when they are built anew from the log',
    async (name) => {
      const before = await hashOf(name);
      expect(before).toMatch(/^[0-9a-f]{64}$/);
      const started = await service.call('POST', `${operations}/${name}/rebuild`, asAdmin);
      expect(started.status).toBe(202);
      await eventually(async () => {
        const { body } = await service.call('GET', `${operations}/${name}/rebuild`);
        expect(body).toMatchObject({ state: 'done' });
      });
      expect(await hashOf(name)).toBe(before);
    },
  );
});
