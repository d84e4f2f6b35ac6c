import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { eventually } from '@assay/testing';
import { breachIn, windowStart } from '../src/health/assess-window.fold.js';
import { OutcomeReader } from '../src/outcomes/outcome-reader.js';
import { RolloutLog } from '../src/rollout-handling/rollout-log.js';
import { BreachJudge } from '../src/watch/breach-judge.js';
import { WatchSignals } from '../src/watch/watch-signals.js';
import { outcome } from './support/outcomes.js';
import type { AtTenPercent } from './support/rollouts.js';
import { path, rolloutsOf, twentyPercentErrors } from './support/rollouts.js';
import { twoServices } from './support/running-service.js';

const MINUTE = 60_000;
const [service, other] = twoServices();
const { atTenPercent, eventTypes, hasSeen } = rolloutsOf(() => service);

beforeAll(async () => {
  await eventually(async () => {
    expect(await service.call('GET', '/api/v1/rollouts')).toMatchObject({ status: 200 });
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
    const { found: within } = await reader.enabledSince('default', rollout, window);
    const { found } = await reader.enabledSince('default', rollout, Date.parse(rollout.since));
    const { outcomes } = found;
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

describe('the read models', () => {
  const operations = '/api/v1/admin/services/rollout/projections';
  const asAdmin = { role: 'admin' } as const;

  async function hashOf(name: string): Promise<unknown> {
    const { body } = await service.call('GET', `${operations}?hash=true`);
    const models = body['projections'] as readonly { name: string; hash: { hash: string } }[];
    return models.find((model) => model.name === name)?.hash.hash;
  }

  /** The last decisions are on their way to the read models for a moment. */
  const lastingHashOf = (name: string): Promise<unknown> =>
    eventually(async () => {
      const hash = await hashOf(name);
      await sleep(500);
      expect(await hashOf(name)).toBe(hash);
      return hash;
    });

  it.each(['rollouts', 'outcomes', 'needs'])(
    '%s are the same when they are built anew from the log',
    async (name) => {
      const before = await lastingHashOf(name);
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
