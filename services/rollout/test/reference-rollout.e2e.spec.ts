import { randomUUID } from 'node:crypto';
import type { BusConfig, Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { kafkaLog } from '@assay/service-testing';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, describeWith, eventually } from '@assay/testing';
import { compileRollout, evaluateUnit } from '../src/rollout-handling/compile-rollout.js';
import { RolloutLog } from '../src/rollout-handling/rollout-log.js';
import { outcome } from './support/outcomes.js';
import { path, range, rolloutsOf } from './support/rollouts.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const HOUR = 3_600_000;
const FEATURE = 'phase2_enhanced_storage';

/** @param log where the service has its log, if not in its database */
function referenceRollout(log?: () => BusConfig): void {
  let database: TestDatabase;
  let service: RunningService;
  const { hasSeen } = rolloutsOf(() => service);
  let now = Date.now();

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await startService(database.url, log?.());
    jest.spyOn(service.app.get<Clock>(CLOCK), 'now').mockImplementation(() => now);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await service.stop();
    await database.drop();
  });

  const advance = () =>
    service.call('POST', '/api/admin/rollout/advance', { body: { featureName: FEATURE } });
  const shouldEnable = async (customer: string) =>
    (await service.call('GET', path(FEATURE, `/why?unit=${customer}`))).body['enabled'];

  /** One success of each customer who has the feature now. */
  async function customersReport(): Promise<number> {
    const rollout = await service.app.get(RolloutLog, { strict: false }).load('default', FEATURE);
    if (rollout.status !== 'in_progress') throw new TypeError(`rollout is ${rollout.status}`);
    const definition = compileRollout(rollout);
    const enabled = range(1_000, 'customer').filter((unit) => evaluateUnit(definition, unit).enabled);
    const { activation } = rollout;
    await service.bus.publish(enabled.map((unit) => outcome(unit, { flag: FEATURE, activation, at: now })));
    await eventually(async () => {
      const { body } = await service.call('GET', path(FEATURE));
      expect(body).toMatchObject({ stats: { enabledUnits: enabled.length } });
    });
    return enabled.length;
  }

  it('is created and started with its requests', async () => {
    expect(
      await service.call('POST', '/api/v1/rollouts', {
        body: {
          featureName: FEATURE,
          whitelistedCustomers: ['internal-customer-1', 'internal-customer-2'],
          rollbackThreshold: { errorRate: 0.05, timeWindow: 3_600_000 },
        },
      }),
    ).toMatchObject({ status: 201, body: { status: 'planned', tier: 'tier_0_disabled', percentage: 0 } });
    expect(await service.call('POST', path(FEATURE, '/start'))).toMatchObject({
      body: { status: 'in_progress', tier: 'tier_1_internal', percentage: 1 },
    });
    expect(await shouldEnable('internal-customer-1')).toBe(true);
    expect(await shouldEnable('customer-123')).toBe(await shouldEnable('customer-123'));
  });

  it('says what stands against the next tier before two days and outcomes', async () => {
    expect(await advance()).toMatchObject({
      status: 422,
      body: {
        code: 'CONDITIONS_UNMET',
        errors: [{ path: 'errorRate' }, { path: 'successRate' }, { path: 'hoursInTier', value: 0 }],
      },
    });
  });

  it('advances week by week to everyone, by its path', async () => {
    const seen: number[] = [];
    for (const [tier, percentage] of [
      ['tier_2_early_adopters', 10],
      ['tier_3_general', 50],
      ['tier_4_full', 100],
    ] as const) {
      seen.push(await customersReport());
      now += 48 * HOUR;
      expect(await advance()).toMatchObject({
        status: 200,
        body: { success: true, data: { key: FEATURE, tier, percentage } },
      });
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await shouldEnable('anybody')).toBe(true);
  });

  it('has its statistics, as a whole and by tier', async () => {
    const enabled = await customersReport();
    await hasSeen(FEATURE, 1_000);
    const [first = ''] = range(1, 'customer');
    const rollout = await service.app.get(RolloutLog, { strict: false }).load('default', FEATURE);
    const activation = 'activation' in rollout ? rollout.activation : '';
    const failed = outcome(first, { flag: FEATURE, activation, success: false, at: now });
    await service.bus.publish([failed]);
    await eventually(async () => {
      expect(await service.call('GET', path(FEATURE))).toMatchObject({
        body: {
          stats: {
            ...{ totalUnits: 1_000, enabledUnits: enabled, errors: 1 },
            ...{ errorRate: 1 / enabled, successRate: enabled / (enabled + 1) },
          },
        },
      });
    });
    const { body } = await service.call('GET', path(FEATURE, '/statistics'));
    expect(body['statistics']).toMatchObject([
      { tier: 'tier_1_internal', percentage: 1, errors: 0 },
      { tier: 'tier_2_early_adopters', percentage: 10, errors: 0, successRate: 1 },
      { tier: 'tier_3_general', percentage: 50, errors: 0 },
      { tier: 'tier_4_full', percentage: 100, errors: 1, enabledUnits: enabled },
    ]);
    const daily = await service.call('GET', path(FEATURE, '/statistics?by=day'));
    expect(daily.body['statistics']).toHaveLength(4);
    expect(await service.call('GET', path(FEATURE, '/statistics?by=moon'))).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'by', value: 'moon' }] },
    });
  });

  it('is rolled back by its path, and off for everyone', async () => {
    const body = { featureName: FEATURE, reason: 'High error rate detected' };
    expect(await service.call('POST', '/api/admin/rollout/rollback', { body })).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: { status: 'rolled_back', percentage: 0, lastRollback: { reason: 'High error rate detected' } },
      },
    });
    for (const customer of ['internal-customer-1', 'customer-123'])
      expect(await shouldEnable(customer)).toBe(false);
  });

  it.each([
    ['advance', { featureName: 'nowhere' }, 404],
    ['advance', {}, 400],
    ['rollback', { featureName: FEATURE }, 400],
    ['rollback', { featureName: FEATURE, reason: 'again' }, 409],
  ])('refuses to %s %j', async (step, body, status) => {
    expect((await service.call('POST', `/api/admin/rollout/${step}`, { body })).status).toBe(status);
  });
}

describe('the rollout of the reference system, on Postgres', () => {
  referenceRollout();
});

describeWith('kafka', 'the rollout of the reference system, on Kafka', () => {
  referenceRollout(() => kafkaLog(`rollout-${randomUUID()}`));
});
