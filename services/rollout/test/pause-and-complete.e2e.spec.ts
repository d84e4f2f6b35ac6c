import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { eventually } from '@assay/testing';
import { outcome } from './support/outcomes.js';
import { override, path, range, rolloutsOf, twentyPercentErrors } from './support/rollouts.js';
import { runningService } from './support/running-service.js';

const MINUTE = 60_000;

const service = runningService();
const { atTenPercent, eventTypes, hasSeen } = rolloutsOf(() => service);

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a pause', () => {
  const hold = { reason: 'holidays' };

  it('keeps the feature on for its units, and says what stands against the next tier', async () => {
    const { activation, enabled, off } = await atTenPercent('held');
    expect(await service.call('POST', path('held', '/pause'), { body: hold, role: 'editor' })).toMatchObject({
      status: 200,
      body: {
        ...{ status: 'paused', tier: 'tier_2_early_adopters', percentage: 10, activation },
        paused: { reason: 'holidays', pausedAt: expect.any(String) },
        whyNotAdvancing: [
          { name: 'status', value: 'paused', required: 'in_progress' },
          { name: 'errorRate', value: null },
          { name: 'successRate', value: null },
          { name: 'hoursInTier' },
        ],
      },
    });
    const why = (unit?: string) => service.call('GET', path('held', `/why?unit=${String(unit)}`));
    expect(await why(enabled[0])).toMatchObject({ body: { enabled: true, reason: 'percentage' } });
    expect(await why(off[0])).toMatchObject({ body: { enabled: false } });
    expect(await service.call('POST', path('held', '/advance'), { body: override })).toMatchObject({
      status: 422,
      body: { code: 'CONDITIONS_UNMET', errors: [{ path: 'status', value: 'paused' }, {}, {}, {}] },
    });
    expect(await service.call('POST', path('held', '/pause'), { body: hold })).toMatchObject({
      status: 409,
      body: { code: 'WRONG_STATUS', errors: [{ path: 'status', value: 'paused' }] },
    });
  });

  it('ends with an activation of its own, in the same tier', async () => {
    const { body: before } = await service.call('GET', path('held'));
    const resumed = await service.call('POST', path('held', '/resume'));
    expect(resumed).toMatchObject({
      status: 200,
      body: { status: 'in_progress', tier: 'tier_2_early_adopters', percentage: 10, paused: null },
    });
    expect(resumed.body['activation']).not.toBe(before['activation']);
    expect(await service.call('POST', path('held', '/resume'))).toMatchObject({ status: 409 });
    expect((await eventTypes('held')).slice(-2)).toEqual(['RolloutPaused', 'RolloutResumed']);
  });

  it('does not stop the watch: a paused feature is turned off by its errors', async () => {
    const { activation, enabled } = await atTenPercent('held-and-failing');
    await service.call('POST', path('held-and-failing', '/pause'), { body: hold });
    await service.bus.publish(twentyPercentErrors(enabled, 'held-and-failing', activation));
    await eventually(async () => {
      expect(await service.call('GET', path('held-and-failing'))).toMatchObject({
        body: { status: 'rolled_back', paused: null, lastRollback: { automatic: true } },
      });
    });
  });

  it('is asked for once by twenty people at the same time', async () => {
    await atTenPercent('held-once');
    const answers = await Promise.all(
      range(20).map(() => service.call('POST', path('held-once', '/pause'), { body: hold })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(409)]);
  });
});

describe('completing', () => {
  it('is refused before the last tier, with all that is missing, and done in it after its time', async () => {
    const { activation, enabled } = await atTenPercent('finished', { minHoursInTier: 24 });
    expect(await service.call('POST', path('finished', '/complete'))).toMatchObject({
      status: 422,
      body: {
        code: 'CONDITIONS_UNMET',
        errors: [
          { path: 'tier', value: 'tier_2_early_adopters', message: expect.stringContaining('tier_4_full') },
          { path: 'errorRate', value: null },
          { path: 'successRate', value: null },
          { path: 'hoursInTier' },
        ],
      },
    });
    for (const tier of ['tier_3_general', 'tier_4_full'])
      expect(await service.call('POST', path('finished', '/advance'), { body: override })).toMatchObject({
        body: { tier },
      });
    const { body } = await service.call('GET', path('finished'));
    expect(body['activation']).not.toBe(activation);
    await service.bus.publish(
      enabled.map((unit) => outcome(unit, { flag: 'finished', activation: String(body['activation']) })),
    );
    await hasSeen('finished', enabled.length);
    expect(await service.call('POST', path('finished', '/complete'))).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'hoursInTier' }] },
    });
    const nextDay = Date.now() + 25 * 60 * MINUTE;
    jest.spyOn(service.app.get<Clock>(CLOCK), 'now').mockReturnValue(nextDay);
    expect(await service.call('POST', path('finished', '/complete'))).toMatchObject({
      status: 200,
      body: { status: 'completed', tier: 'tier_4_full', percentage: 100, whyNotAdvancing: [] },
    });
  });
});
