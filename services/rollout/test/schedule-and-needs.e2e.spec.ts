import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { outcome } from './support/outcomes.js';
import { override, path, rolloutsOf } from './support/rollouts.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const HOUR = 3_600_000;

let database: TestDatabase;
let service: RunningService;
const { atTenPercent, eventTypes, hasSeen } = rolloutsOf(() => service);

beforeAll(async () => {
  database = await createTestDatabase();
  service = await startService(database.url);
});

afterAll(async () => {
  await service.stop();
  await database.drop();
});

afterEach(() => {
  jest.restoreAllMocks();
});

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const put = (key: string, step: string, body: object) => service.call('PUT', path(key, step), { body });
const hoursLater = (hours: number, ...services: readonly RunningService[]) => {
  const later = Date.now() + hours * HOUR;
  for (const { app } of services) jest.spyOn(app.get<Clock>(CLOCK), 'now').mockReturnValue(later);
};
const at = (...hours: readonly number[]) => ({ steps: hours.map((one) => ({ at: inHours(one) })) });

describe('a schedule', () => {
  it('advances at its time, once with two processes, although none ran when it came due', async () => {
    const { activation, enabled } = await atTenPercent('planned', { minHoursInTier: 24 });
    await service.bus.publish(enabled.map((unit) => outcome(unit, { flag: 'planned', activation })));
    await hasSeen('planned', enabled.length);
    const planned = await put('planned', '/schedule', at(25, 25.5, 26));
    expect(planned).toMatchObject({
      status: 200,
      body: { schedule: { nextAt: expect.any(String), refused: null } },
    });
    expect((await eventTypes('planned')).at(-1)).toBe('RolloutAdvanceScheduled');

    await service.stop();
    service = await startService(database.url);
    const other = await startService(database.url);
    hoursLater(27, service, other);
    await eventually(async () => {
      expect(await service.call('GET', path('planned'))).toMatchObject({
        body: { tier: 'tier_3_general', schedule: { nextAt: null } },
      });
    });
    await eventually(async () => {
      expect(await other.call('GET', '/api/v1/rollouts')).toMatchObject({
        body: { rollouts: [{ key: 'planned', tier: 'tier_3_general' }] },
      });
    });
    await other.stop();
    const advanced = (await eventTypes('planned')).filter((type) => type === 'RolloutAdvanced');
    expect(advanced).toHaveLength(2);
  });

  it('leaves what is not healthy where it is, says why, and raises an alert', async () => {
    await atTenPercent('sickly');
    await put('sickly', '/schedule', at(1));
    hoursLater(2, service);
    await eventually(async () => {
      expect(await service.call('GET', path('sickly'))).toMatchObject({
        body: {
          ...{ status: 'in_progress', tier: 'tier_2_early_adopters' },
          schedule: {
            refused: { step: 1, unmet: expect.arrayContaining([expect.stringContaining('hoursInTier')]) },
          },
        },
      });
    });
    expect((await eventTypes('sickly')).at(-1)).toBe('RolloutStepRefused');
  });

  it('is replaced, cancelled with a reason, and checked', async () => {
    await atTenPercent('replanned');
    await put('replanned', '/schedule', at(1));
    expect(await put('replanned', '/schedule', at(5, 6))).toMatchObject({
      body: { schedule: { steps: [{}, {}] } },
    });
    expect(await put('replanned', '/schedule', at(-1))).toMatchObject({
      status: 422,
      body: { code: 'SCHEDULE_IN_PAST', errors: [{ path: 'steps[0].at' }] },
    });
    expect(await put('replanned', '/schedule', at(6, 5))).toMatchObject({
      status: 422,
      body: { code: 'SCHEDULE_OUT_OF_ORDER', errors: [{ path: 'steps[1].at' }] },
    });
    expect(await put('replanned', '/schedule', { steps: [{ at: 'tomorrow' }] })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'steps[0].at', value: 'tomorrow' }] },
    });
    const cancel = () =>
      service.call('DELETE', path('replanned', '/schedule'), { body: { reason: 'holidays' } });
    expect(await cancel()).toMatchObject({ status: 200, body: { schedule: null } });
    expect(await cancel()).toMatchObject({ status: 404, body: { code: 'NOTHING_SCHEDULED' } });
  });
});

describe('what a rollout needs', () => {
  const needs = (rollout: string, onRollback?: string) => ({
    needs: [{ rollout, ...(onRollback === undefined ? {} : { onRollback }) }],
  });

  it('is never above it, with an override either', async () => {
    await service.call('POST', '/api/v1/rollouts', { body: { key: 'base' } });
    await service.call('POST', '/api/v1/rollouts', { body: { key: 'storey' } });
    expect(await put('storey', '/needs', needs('base'))).toMatchObject({
      status: 200,
      body: { needs: [{ rollout: 'base', onRollback: 'pause', percentage: 0 }] },
    });
    expect(await service.call('POST', path('storey', '/start'))).toMatchObject({
      status: 422,
      body: { code: 'CONDITIONS_UNMET', errors: [{ path: 'needs.base', value: 0 }] },
    });
    await service.call('POST', path('base', '/start'));
    expect(await service.call('POST', path('storey', '/start'))).toMatchObject({ status: 200 });
    expect(await service.call('POST', path('storey', '/advance'), { body: override })).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ path: 'needs.base', value: 1 })]) },
    });
    await service.call('POST', path('base', '/advance'), { body: override });
    expect(await service.call('POST', path('storey', '/advance'), { body: override })).toMatchObject({
      status: 200,
      body: { tier: 'tier_2_early_adopters' },
    });
  });

  it('pauses or rolls back those above it when it is rolled back, as they want it', async () => {
    await atTenPercent('roof');
    await put('roof', '/needs', needs('base', 'roll_back'));
    await service.call('POST', path('base', '/rollback'), { body: { reason: 'it crumbles' } });
    await eventually(async () => {
      expect(await service.call('GET', path('storey'))).toMatchObject({
        body: { status: 'paused', paused: { needed: 'base' } },
      });
      expect(await service.call('GET', path('roof'))).toMatchObject({
        body: { status: 'rolled_back', lastRollback: { automatic: true, needed: 'base' } },
      });
    });
    expect(await service.call('POST', path('storey', '/resume'))).toMatchObject({
      status: 422,
      body: { code: 'CONDITIONS_UNMET', errors: [{ path: 'needs.base' }] },
    });
  });

  it('is another rollout, there, and never leads back', async () => {
    expect(await put('base', '/needs', needs('storey'))).toMatchObject({
      status: 422,
      body: { code: 'NEEDS_CYCLE', errors: [{ path: 'needs', value: ['base', 'storey', 'base'] }] },
    });
    expect(await put('base', '/needs', needs('base'))).toMatchObject({ body: { code: 'NEEDS_CYCLE' } });
    expect(await put('base', '/needs', needs('cellar'))).toMatchObject({
      status: 422,
      body: { code: 'NEEDED_ROLLOUT_NOT_FOUND', errors: [{ value: 'cellar' }] },
    });
    expect(await put('base', '/needs', needs('roof', 'shrug'))).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'needs[0].onRollback', value: 'shrug' }] },
    });
    expect(await put('cellar', '/needs', { needs: [] })).toMatchObject({ status: 404 });
  });

  it('cannot be closed into a circle by two people at the same time', async () => {
    for (const key of ['left', 'right']) await service.call('POST', '/api/v1/rollouts', { body: { key } });
    const answers = await Promise.all([
      put('left', '/needs', needs('right')),
      put('right', '/needs', needs('left')),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});
