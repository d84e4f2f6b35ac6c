import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import type { ExperimentReport } from '../src/index.js';
import { AnalyticsApp } from './support/analytics-app.js';
import { exposure, HOUR, interaction, metric, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const ADMIN = '/api/v1/admin/analytics';
const REPORT = '/api/v1/reports/experiments/checkout';
const editor = { role: 'editor' } as const;

let database: TestDatabase;
let app: AnalyticsApp;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await AnalyticsApp.start(database.url);
  await app.bus.publish(ExperimentStory.running('checkout', { primary: metric('bought') }).events);
  const units = Array.from({ length: 20 }, (_, number) => `unit-${String(number)}`);
  await app.bus.publish(
    units.flatMap((unit, number) => [
      exposure({
        unit,
        time: START,
        experiment: 'checkout',
        variant: number % 2 === 0 ? 'control' : 'treatment',
        attributes: { country: number < 5 ? 'NL' : 'BE' },
      }),
      interaction({ unit, time: START + HOUR, name: 'buy', value: String(number) }),
    ]),
  );
  await app.answering<ExperimentReport>(REPORT, (report) => {
    expect(report.variants.map(({ units: n }) => n)).toEqual([10, 10]);
  });
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const sumsIn = (report: ExperimentReport, key: string) =>
  report.metrics.find((one) => one.key === key)?.variants.map(({ sum }) => sum);

describe('a metric of a running experiment', () => {
  it('is computed over all that has happened, and shown', async () => {
    const spec = { type: 'mean', event: 'buy' };
    const { status } = await app.call('PUT', `${ADMIN}/experiments/checkout/metrics/revenue`, {
      ...editor,
      body: spec,
    });
    expect(status).toBe(200);
    await app.answering<ExperimentReport>(REPORT, (report) => {
      expect(sumsIn(report, 'revenue')).toEqual([90, 100]);
    });
  });

  it('is replaced by its new definition when that is computed', async () => {
    const spec = { type: 'mean', event: 'buy', cap: { value: '10' } };
    await app.call('PUT', `${ADMIN}/experiments/checkout/metrics/revenue`, { ...editor, body: spec });
    const seen: unknown[] = [];
    await app.answering<ExperimentReport>(REPORT, (report) => {
      seen.push(sumsIn(report, 'revenue'));
      expect(sumsIn(report, 'revenue')).toEqual([70, 75]);
    });
    // Nothing in between was ever shown.
    expect(seen.filter((sums) => JSON.stringify(sums) !== '[90,100]').length).toBe(1);
  });

  it.each([
    ['the primary metric', 'bought', { type: 'mean', event: 'buy' }, 409, 'METRIC_IS_DECISIVE'],
    ['a ratio without denominator', 'r', { type: 'ratio', event: 'buy' }, 422, 'METRIC_DENOMINATOR_MISSING'],
    ['an unknown type', 'r', { type: 'mode', event: 'buy' }, 400, 'VALIDATION_FAILED'],
    ['nothing at all', 'r', undefined, 400, 'VALIDATION_FAILED'],
  ])('is refused for %s', async (_, key, body, status, code) => {
    const answer = await app.call('PUT', `${ADMIN}/experiments/checkout/metrics/${key}`, { ...editor, body });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('is not set by viewers, or in an experiment that is not there', async () => {
    const body = { type: 'mean', event: 'buy' };
    const path = `${ADMIN}/experiments/nowhere/metrics/m`;
    expect((await app.call('PUT', path, { role: 'viewer', body })).status).toBe(403);
    expect(await app.call('PUT', path, { ...editor, body })).toMatchObject({
      status: 404,
      body: { code: 'EXPERIMENT_NOT_FOUND' },
    });
  });
});

describe('a metric of an experiment that has just been created', () => {
  it('is set: the experiment is waited for', async () => {
    const body = { type: 'mean', event: 'buy' };
    await app.bus.publish(ExperimentStory.running('brand-new', { primary: metric('bought') }).events);
    expect(
      await app.call('PUT', `${ADMIN}/experiments/brand-new/metrics/m`, { ...editor, body }),
    ).toMatchObject({
      status: 200,
      body: { metrics: { m: { event: 'buy' } } },
    });
  });
});

describe('a dimension', () => {
  it('is registered once, with a bound', async () => {
    const body = { attribute: 'country', maxValues: 20 };
    expect(await app.call('POST', `${ADMIN}/dimensions`, { ...editor, body })).toMatchObject({
      status: 201,
      body: { country: 20 },
    });
    expect(await app.call('POST', `${ADMIN}/dimensions`, { ...editor, body })).toMatchObject({
      status: 409,
      body: { code: 'DIMENSION_REGISTERED' },
    });
    expect((await app.call('GET', `${ADMIN}/dimensions`)).body).toEqual({ country: 20 });
  });
});

describe('a cap by percentile', () => {
  it('is computed from the units when there are enough of them, and then stays', async () => {
    const capped = metric('spent', { type: 'mean', event: 'pay', cap: { percentile: 0.9 } });
    const tipped = metric('tipped', { type: 'mean', event: 'tip', cap: { percentile: 0.9 } });
    await app.bus.publish(ExperimentStory.running('paying', { primary: tipped, secondary: [capped] }).events);
    const units = Array.from({ length: 1_000 }, (_, number) => `payer-${String(number)}`);
    await app.bus.publish(
      units.flatMap((unit, number) => [
        exposure({
          unit,
          time: START,
          experiment: 'paying',
          variant: number % 2 === 0 ? 'control' : 'treatment',
        }),
        interaction({ unit, time: START + HOUR, name: 'pay', value: number < 950 ? '1' : '1000' }),
      ]),
    );
    await app.answering<ExperimentReport>('/api/v1/reports/experiments/paying', (report) => {
      const sums = sumsIn(report, 'spent') ?? [];
      // One is the cap, as exactly as buckets are: the fifty who paid a thousand count as one.
      expect(sums.every((sum) => Math.abs(sum - 500) <= 500 * 0.01)).toBe(true);
      expect(sums).toHaveLength(2);
      const definitions = report.metrics.map(({ definition }) => definition.cap);
      expect(definitions[1]).toEqual({ value: expect.stringMatching(/^(1|0\.99)/), percentile: 0.9 });
      // It was looked at before the other one, with as many units: nobody has tipped.
      expect(definitions[0]).toMatchObject({
        value: null,
        reason: expect.stringContaining('not frozen yet'),
      });
      expect(report.metrics[0]?.note).toContain('"tip"');
    });
    const { body } = await app.call<{ frozen: Record<string, string> }>(
      'GET',
      `${ADMIN}/experiments/paying/metrics`,
    );
    expect(Math.abs(Number(body.frozen['spent']) - 1)).toBeLessThanOrEqual(0.01);
  });
});
