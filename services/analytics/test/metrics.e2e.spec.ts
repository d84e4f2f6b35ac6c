import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
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

describe('a metric that is not wanted any more', () => {
  const path = `${ADMIN}/experiments/checkout/metrics/visits`;
  const keysIn = (report: ExperimentReport) => report.metrics.map(({ key }) => key);

  it('leaves the report, and is back at once when it is set again', async () => {
    const body = { type: 'count', event: 'visit' };
    await app.call('PUT', path, { ...editor, body });
    await app.answering<ExperimentReport>(REPORT, (report) => {
      expect(keysIn(report)).toContain('visits');
    });
    expect(await app.call('DELETE', path, { ...editor, body: { reason: 'nobody looks' } })).toMatchObject({
      status: 200,
      body: { archived: ['visits'] },
    });
    await app.answering<ExperimentReport>(REPORT, (report) => {
      expect(keysIn(report)).not.toContain('visits');
    });
    expect(await app.call('GET', `${REPORT}/series?metric=visits`)).toMatchObject({
      status: 404,
      body: { code: 'METRIC_NOT_FOUND' },
    });
    expect((await app.call('DELETE', path, editor)).status).toBe(200);
    await app.call('PUT', path, { ...editor, body });
    await app.answering<ExperimentReport>(REPORT, (report) => {
      expect(keysIn(report)).toContain('visits');
    });
  });

  it.each([
    ['the primary metric', 'bought', 409, 'METRIC_IS_DECISIVE'],
    ['one that is not there', 'nothing', 404, 'METRIC_NOT_FOUND'],
  ])('is not %s', async (_, key, status, code) => {
    const answer = await app.call('DELETE', `${ADMIN}/experiments/checkout/metrics/${key}`, editor);
    expect(answer).toMatchObject({ status, body: { code } });
  });
});

describe('a metric by day', () => {
  const path = `${ADMIN}/experiments/checkout/metrics/revenue/days`;

  it('is asked for by analysts, and told by the novelty view', async () => {
    const analyst = { role: 'analyst' } as const;
    expect((await app.call('PUT', path, { body: { days: 5 } })).status).toBe(403);
    expect(await app.call('PUT', path, { ...analyst, body: { days: 2 } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'days' }] },
    });
    expect((await app.call('PUT', path, { ...analyst, body: { days: 5 } })).status).toBe(200);
    type Novelty = { by: string; variants: { days: { day: number; units: number }[] }[] };
    await app.answering<Novelty>(`${REPORT}/novelty?metric=revenue`, ({ by, variants }) => {
      expect(by).toBe('days');
      expect(variants[0]?.days.map(({ day, units }) => [day, units])).toEqual(
        [0, 1, 2, 3, 4].map((day) => [day, 20]),
      );
    });
    expect(await app.text(`${REPORT}/novelty?metric=revenue&format=csv`)).toMatch(/treatment,4,20,.*,days/);
    const { body } = await app.call<ExperimentReport>('GET', REPORT);
    expect(body.metrics.some(({ key }) => key.includes('~'))).toBe(false);
  });
});

describe('the catalogue of metrics', () => {
  type Page = { metrics: { key: string; experiments: number }[]; nextCursor: string | null };
  const keysOf = async (query: string) => {
    const { body } = await app.call<Page>('GET', `/api/v1/metrics${query}`);
    return body.metrics.map(({ key }) => key);
  };

  it('lists what is measured anywhere, page by page', async () => {
    const all = await keysOf('');
    expect(all).toEqual(expect.arrayContaining(['bought', 'revenue', 'visits', 'm']));
    const first = await app.call<Page>('GET', '/api/v1/metrics?limit=1');
    expect(first.body.metrics).toHaveLength(1);
    expect(await keysOf(`?cursor=${String(first.body.nextCursor)}`)).toEqual(all.slice(1));
    expect(first.body.metrics[0]).toMatchObject({ key: 'bought', experiments: 2 });
  });

  it.each([
    ['?search=EVEN', ['revenue']],
    ['?type=count', ['visits']],
    ['?event=visit', ['visits']],
    ['?experiment=brand-new', ['bought', 'm']],
    ['?type=quantile', []],
  ])('is searched: %s', async (query, keys) => {
    expect(await keysOf(query)).toEqual(keys);
  });

  it('tells of each experiment what a metric is to it, with the definitions before', async () => {
    const { body } = await app.call<{ experiments: unknown[] }>('GET', '/api/v1/metrics/revenue');
    expect(body.experiments).toEqual([
      expect.objectContaining({
        ...{ experiment: 'checkout', status: 'running', role: 'further', version: 2, archived: false },
        earlier: [{ version: 1, text: expect.stringContaining('sum of the values of "buy"') }],
      }),
    ]);
    const bought = await app.call<{ experiments: { role: string }[] }>('GET', '/api/v1/metrics/bought');
    expect(bought.body.experiments.map(({ role }) => role)).toEqual(['primary', 'primary']);
  });

  it('says so of what is not there, and of filters that make no sense', async () => {
    expect(await app.call('GET', '/api/v1/metrics/nothing')).toMatchObject({
      status: 404,
      body: { code: 'METRIC_NOT_FOUND' },
    });
    expect(await app.call('GET', '/api/v1/metrics?type=mode')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'type', value: 'mode' }] },
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

  it('is removed, and comes back with what there was', async () => {
    const breakdown = `${REPORT}/breakdown?metric=bought&dimension=country`;
    const answers = (status: number) =>
      eventually(async () => {
        const answer = await app.call<{ values: { value: string; units: number }[] }>('GET', breakdown);
        expect(answer.status).toBe(status);
        if (status === 200) expect(answer.body.values).toMatchObject([{ units: 15 }, { units: 5 }]);
      });
    await answers(200);
    expect(await app.call('DELETE', `${ADMIN}/dimensions/country`, editor)).toMatchObject({
      status: 200,
      body: {},
    });
    await answers(404);
    expect(await app.call('DELETE', `${ADMIN}/dimensions/country`, editor)).toMatchObject({
      status: 404,
      body: { code: 'DIMENSION_NOT_FOUND' },
    });
    await app.call('POST', `${ADMIN}/dimensions`, { ...editor, body: { attribute: 'country' } });
    await answers(200);
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

  it('is computed of both parts of a ratio, each by itself', async () => {
    const { body } = await app.call<{ metrics: unknown }>('PUT', `${ADMIN}/experiments/paying/metrics/each`, {
      ...editor,
      body: {
        ...{ type: 'ratio', event: 'pay', cap: { percentile: 0.9 } },
        denominator: { event: 'pay', measure: 'value', cap: { percentile: 0.8 } },
      },
    });
    expect(body).toHaveProperty('metrics.each');
    await app.answering<ExperimentReport>('/api/v1/reports/experiments/paying', (report) => {
      const each = report.metrics.find(({ key }) => key === 'each');
      expect(each?.definition).toMatchObject({
        cap: { percentile: 0.9 },
        denominatorCap: { percentile: 0.8 },
      });
      // Both are one, as exactly as buckets are: without the denominator's cap it would be one in twenty.
      for (const { value } of each?.variants ?? []) expect(Math.abs((value ?? 0) - 1)).toBeLessThan(0.02);
      expect(Number(each?.definition.denominatorCap?.value)).toBeGreaterThan(0.9);
    });
  });
});
