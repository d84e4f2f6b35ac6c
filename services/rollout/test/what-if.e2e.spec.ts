import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { ActivationJudged } from '../src/what-if/judge-past.fold.js';
import { outcome } from './support/outcomes.js';
import { path, rolloutsOf, twentyPercentErrors } from './support/rollouts.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const PATH = '/api/v1/admin/services/rollout/what-if';

describe('another rollback policy on outcomes of the past', () => {
  let database: TestDatabase;
  let service: RunningService;
  const { atTenPercent, hasSeen } = rolloutsOf(() => service);

  const answer = (query: string) => service.call('GET', `${PATH}?${query}`, { role: 'analyst' });
  const judged = async (query: string): Promise<readonly ActivationJudged[]> => {
    const lines = ((await answer(query)).body as unknown as string)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ActivationJudged & { readonly line: string });
    expect(lines.at(-1)).toMatchObject({ line: 'done', unit: 'outcomes' });
    return lines.filter(({ line }) => line === 'activation');
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await startService(database.url);
    const bad = await atTenPercent('bad');
    await service.bus.publish(twentyPercentErrors(bad.enabled, 'bad', bad.activation));
    await eventually(async () => {
      expect((await service.call('GET', path('bad'))).body).toMatchObject({ status: 'rolled_back' });
    });
    const good = await atTenPercent('good');
    const { enabled, activation } = good;
    // Every fiftieth unit meets an error: below the five percent that roll back.
    await service.bus.publish(
      enabled.map((unit, nth) => outcome(unit, { flag: 'good', activation, success: nth % 50 !== 0 })),
    );
    await hasSeen('good', enabled.length);
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('gives the rollback of the log again, with its evidence, where it is the one that ran', async () => {
    const [first, ten] = await judged('rollout=bad');
    expect(first).toMatchObject({ tier: 'tier_1_internal', would: null, happened: null });
    expect(ten).toMatchObject({
      ...{ tier: 'tier_2_early_adopters', percentage: 10 },
      would: { breach: { evidence: { threshold: 0.05 } } },
      happened: { automatic: true, actor: 'system:rollout', again: 'identical' },
    });
    expect(Date.parse(ten?.would?.at ?? '')).toBeLessThanOrEqual(Date.parse(ten?.happened?.at ?? '') + 2_000);
  });

  it('says what a laxer one would have let be, and a stricter one rolled back', async () => {
    const [, bad] = await judged('rollout=bad&errorRate=0.5');
    expect(bad).toMatchObject({ would: null, happened: { again: 'identical' } });
    const [, kept] = await judged('rollout=good');
    expect(kept).toMatchObject({ would: null, happened: null, until: null });
    const [, good] = await judged('rollout=good&errorRate=0.001');
    expect(good?.would?.breach.evidence).toMatchObject({
      threshold: 0.001,
      unitsWithError: expect.any(Number),
    });
    const [, patient] = await judged('rollout=good&errorRate=0.001&minOutcomes=100000');
    expect(patient?.would).toBeNull();
  });

  it('refuses thresholds that make no sense, rollouts that never were, and who may not look', async () => {
    expect(await answer('rollout=bad&errorRate=2')).toMatchObject({
      status: 400,
      body: { errors: [expect.objectContaining({ path: 'errorRate', value: 2 })] },
    });
    expect(await answer('')).toMatchObject({ status: 400 });
    const { status } = await service.call('GET', `${PATH}?rollout=bad`, { role: 'viewer' });
    expect(status).toBe(403);
  });
});
