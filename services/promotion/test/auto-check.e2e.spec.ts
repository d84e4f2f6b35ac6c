import { TOPICS } from '@assay/contracts';
import { SERVICE_POOL } from '@assay/event-store';
import { FixedClock, newId } from '@assay/platform';
import { publishedBy } from '@assay/service-testing';
import { eventually } from '@assay/testing';
import type { Pool } from 'pg';
import type { AutoCheckRequest } from '../src/auto-check/auto-check.service.js';
import { AutoCheckService } from '../src/auto-check/auto-check.service.js';
import { AutoCheckSlots } from '../src/auto-check/auto-check-slots.js';
import { HourlyCheck } from '../src/auto-check/hourly-check.js';
import { sums } from './support/evidence.js';
import { ExperimentOwner } from './support/experiment-owner.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const SECRET = 'your-own-long-secret';
const HOUR = 3_600_000;
const better = [sums('control', 10_000, 1000), sums('variant-a', 10_000, 1300)];

let service: RunningService;
const owners: ExperimentOwner[] = [];

async function experiment(key: string, variants = better): Promise<void> {
  const owner = new ExperimentOwner(service.bus, key, 'conclude', ['control', 'variant-a']);
  owners.push(owner);
  await owner.startExperiment(owners.length);
  await owner.snapshot({ variants });
  await owner.answerPromotions();
  await eventually(async () => {
    const { body } = await service.call('GET', `/api/v1/promotions/${key}/eligibility`);
    expect(body).toMatchObject({ experiment: key, candidate: 'variant-a' });
  });
}

const check = '/api/monitoring/auto-promotion/check';
const anonymous = { authorization: '' };
const byScheduler = (body: unknown, headers: Record<string, string> = anonymous) =>
  service.call('POST', check, { body, headers });

beforeAll(async () => {
  service = await startService(undefined, { AUTO_PROMOTION_CRON_SECRET: SECRET });
});

afterAll(async () => {
  await Promise.all(owners.map((owner) => owner.stop()));
  await service.stop();
});

describe('the requests that other systems send, as they send them', () => {
  it('override what holds otherwise, with every field they know', async () => {
    await experiment('conservative');
    const config = {
      ...{ minSampleSize: 2000, minConfidenceLevel: 99.0, minImprovementPercent: 10.0 },
      ...{ minRuntimeHours: 96, maxErrorRate: 0.02, requireManualApproval: true },
    };
    expect(
      await service.call('POST', '/api/monitoring/experiments/conservative/promote', { body: { config } }),
    ).toMatchObject({
      status: 422,
      body: {
        errors: [
          { path: 'minRuntime', value: expect.closeTo(72, 0), message: expect.stringContaining('96') },
        ],
      },
    });
  });

  it('read the configuration, and have everything checked with the secret', async () => {
    expect(await service.call('GET', check, { role: 'viewer' })).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: {
          enabled: true,
          schedule: '0 * * * *',
          config: { minSampleSize: 1000, minConfidenceLevel: 95, requireManualApproval: false },
          cronSecretConfigured: true,
        },
      },
    });
    await experiment('by-cron');
    await experiment('not-yet', [sums('control', 999, 100), sums('variant-a', 999, 200)]);
    const checked = await byScheduler({ userId: 'admin-user-123', cronSecret: SECRET });
    expect(checked).toMatchObject({ status: 200, body: { success: true, data: { refused: [] } } });
    // The check of the hour may have been faster.
    await eventually(async () => {
      const { body } = await service.call('GET', '/api/v1/promotions/by-cron/history');
      expect(body).toMatchObject({
        promotions: [{ status: 'completed', promotionType: 'auto', actor: 'system:auto-promotion' }],
      });
    });
    const { body } = await service.call('GET', '/api/v1/promotions/not-yet/history');
    expect(body).toMatchObject({ promotions: [] });
  });
});

describe('a scheduler', () => {
  it.each([
    ['a wrong secret', { cronSecret: 'not-the-real-secret' }, anonymous, 401, 'CRON_SECRET_INVALID'],
    ['a wrong secret and a good token', { cronSecret: 'x' }, {}, 401, 'CRON_SECRET_INVALID'],
    ['nothing', {}, anonymous, 401, 'TOKEN_INVALID'],
    ['another field', { cronSecret: SECRET, all: true }, anonymous, 400, 'VALIDATION_FAILED'],
  ] as const)('with %s is refused', async (_, body, headers, status, code) => {
    expect(await byScheduler(body, headers)).toMatchObject({ status, body: { code } });
  });

  it.each([
    ['in the body', { cronSecret: SECRET }, anonymous],
    ['in a header', {}, { ...anonymous, 'x-cron-secret': SECRET }],
    ['as a bearer', {}, { authorization: `Bearer ${SECRET}` }],
  ])('with its secret %s is let through', async (_, body, headers) => {
    expect(await byScheduler(body, headers)).toMatchObject({
      status: 200,
      body: { checked: expect.any(Number) },
    });
  });

  it('who is a person needs the role', async () => {
    expect(await service.call('POST', check, { body: {}, role: 'editor' })).toMatchObject({ status: 403 });
    expect(await service.call('POST', check, { body: {}, role: 'approver' })).toMatchObject({ status: 200 });
  });
});

describe('five processes', () => {
  const clock = new FixedClock(Date.parse('2030-01-01T10:20:00Z'));
  const runs: string[] = [];
  /** Counts the checks that are really made. */
  const counting = (): AutoCheckService => {
    const real = service.app.get(AutoCheckService);
    return Object.assign(Object.create(real) as AutoCheckService, {
      run: (request: AutoCheckRequest) => {
        runs.push(request.occasion ?? '');
        return real.run(request);
      },
    });
  };
  const hourly = (slots: AutoCheckSlots) => new HourlyCheck(counting(), slots, clock, newId);

  it('check each hour once, and hours that nobody ran in once together', async () => {
    await experiment('by-the-hour');
    const processes = Array.from({ length: 5 }, () =>
      hourly(new AutoCheckSlots(service.app.get<Pool>(SERVICE_POOL))),
    );
    const looks = () => Promise.all(processes.map((one) => one.look()));
    await looks();
    await looks();
    expect(runs).toEqual(['hour 2030-01-01T10:00:00.000Z']);
    clock.advance(7 * HOUR);
    await looks();
    expect(runs.slice(1)).toEqual(['hour 2030-01-01T17:00:00.000Z']);
    const asked = (await publishedBy(service.app, TOPICS.promotions.name)).filter(
      ({ type, subject }) => type === 'PromotionRequested' && subject.endsWith('/by-the-hour'),
    );
    expect(asked).toHaveLength(1);
  });

  it('check again what one of them began and did not end, when its lease is over', async () => {
    clock.advance(HOUR);
    const pool = service.app.get<Pool>(SERVICE_POOL);
    const slots = new AutoCheckSlots(pool);
    const slot = Math.floor(clock.now() / HOUR) * HOUR;
    expect(await slots.take(slot, 'dead', clock.now())).toBe(true);
    runs.length = 0;
    await hourly(slots).look();
    expect(runs).toEqual([]);
    clock.advance(5 * 60_000);
    await hourly(slots).look();
    expect(runs).toEqual(['hour 2030-01-01T18:00:00.000Z']);
  });

  it('would each check without the slots (control)', async () => {
    runs.length = 0;
    const free = Object.assign(new AutoCheckSlots(service.app.get<Pool>(SERVICE_POOL)), {
      take: () => Promise.resolve(true),
    });
    await Promise.all(Array.from({ length: 5 }, () => hourly(free).look()));
    expect(runs).toHaveLength(5);
  });
});
