import type { MetricsSnapshot } from '@assay/contracts';
import { dataProblem, MetricsSnapshot as SnapshotDefinition, TOPICS } from '@assay/contracts';
import { sampleQuantile } from '@assay/stats';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { ExperimentReport } from '../src/index.js';
import { AnalyticsApp } from './support/analytics-app.js';
import type { Visitor } from './support/shop.js';
import { DAYS, of, PEOPLE, SHOP, SHOP_METRICS, spent, total, UNITS_A_DAY } from './support/shop.js';
import { splitExperiment } from './support/split-experiment.js';

const PATH = '/api/v1/reports/experiments';

let database: TestDatabase;
let analytics: AnalyticsApp;

const get = <Body = Record<string, unknown>>(url: string) => analytics.call<Body>('GET', `${PATH}${url}`);
const metricOf = (report: ExperimentReport, key: string) =>
  report.metrics.find((one) => one.key === key)?.variants.map(({ value, units }) => ({ value, units })) ?? [];

beforeAll(async () => {
  database = await createTestDatabase();
  analytics = await AnalyticsApp.start(database.url);
  await analytics.bus.publish([...SHOP, ...splitExperiment('leaky', 40), ...splitExperiment('sound', 200)]);
  await analytics.answering<ExperimentReport>(`${PATH}/shop`, (body) => {
    expect(body.variants.map(({ units }) => units)).toEqual([of('control').length, of('treatment').length]);
    expect(metricOf(body, 'adjusted')[1]?.units).toBe(of('treatment').length);
  });
  for (const [key, lost] of Object.entries({ leaky: 160, sound: 0 }))
    await analytics.answering<ExperimentReport>(`${PATH}/${key}`, (body) => {
      expect(body.variants.map(({ units }) => units)).toEqual([500, 500 - lost]);
    });
}, 120_000);
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

describe('every type of metric', () => {
  const arms = ['control', 'treatment'] as const;
  it.each<[string, (people: readonly Visitor[]) => number, number]>([
    ['bought', (all) => all.filter(({ purchases }) => purchases.length > 0).length / all.length, 12],
    ['purchases', (all) => total(all.map(({ purchases }) => purchases.length)) / all.length, 12],
    ['spent', (all) => total(all.map(spent)) / all.length, 12],
    ['capped', (all) => total(all.map((one) => Math.min(20, spent(one)))) / all.length, 12],
    ['basket', (all) => total(all.map(spent)) / total(all.map(({ purchases }) => purchases.length)), 12],
    ['kept', (all) => all.filter(({ returns }) => returns).length / all.length, 12],
    ['adjusted', (all) => total(all.map(spent)) / all.length, 12],
  ])('has its own value: %s', async (key, expected, digits) => {
    const { body } = await get<ExperimentReport>('/shop');
    metricOf(body, key).forEach(({ value }, i) => {
      expect(value).toBeCloseTo(expected(of(arms[i] ?? 'control')), digits);
    });
  });

  it('has its quantile from the buckets, within their accuracy', async () => {
    const { body } = await get<ExperimentReport>('/shop');
    metricOf(body, 'median_spent').forEach(({ value }, i) => {
      const exact = sampleQuantile(of(arms[i] ?? 'control').map(spent), 0.5) ?? NaN;
      expect(Math.abs((value ?? NaN) / exact - 1)).toBeLessThan(0.01);
    });
  });

  it('has both intervals, the Bayesian view and p-values for all comparisons together', async () => {
    const { body } = await get<ExperimentReport>('/shop');
    for (const { variants } of body.metrics) {
      const comparison = variants[1]?.comparison;
      const [fixed, always] = [comparison?.interval, comparison?.sequential.interval];
      expect((always?.[1] ?? 0) - (always?.[0] ?? 0)).toBeGreaterThan((fixed?.[1] ?? 0) - (fixed?.[0] ?? 0));
      expect(comparison?.bayesian.chanceToWin).toBeGreaterThan(0);
      expect(comparison?.holm).toBeGreaterThanOrEqual(comparison?.pValue ?? NaN);
      expect(comparison?.benjaminiHochberg).toBeLessThanOrEqual(comparison?.holm ?? NaN);
    }
    const adjusted = body.metrics.find(({ key }) => key === 'adjusted')?.variants[1]?.comparison;
    expect(adjusted?.adjustment).toBe('covariate');
    expect(adjusted?.unadjusted?.varianceReduction).toBeGreaterThan(0);
  });

  it('is in snapshots with the buckets that quantiles are read from', async () => {
    const snapshot = await eventually(async () => {
      const all = await analytics.stored(TOPICS.metrics.name);
      const last = all.filter(({ subject }) => subject === 'shop').at(-1) as MetricsSnapshot | undefined;
      expect(last?.data.variants.map(({ units }) => units)).toEqual([180, 180]);
      return last;
    });
    expect(dataProblem(SnapshotDefinition, snapshot?.data)).toBeUndefined();
    for (const { metrics } of snapshot?.data.variants ?? []) {
      const counted = (key: string) => metrics.find((one) => one.metric === key)?.buckets;
      expect(total((counted('median_spent') ?? []).map(([, n]) => n))).toBe(180);
      expect(counted('spent')).toBeUndefined();
    }
  });
});

describe('the recommendation', () => {
  it('says what to do, why, by which units and against which thresholds', async () => {
    const { body } = await get<ExperimentReport>('/shop');
    expect(body.recommendation).toMatchObject({
      recommendation: 'INCONCLUSIVE',
      basis: 'matured units',
      reasons: [
        { code: 'too-few-units', message: 'control has 180 of the 1000 units that are asked for' },
        { code: 'too-few-units', message: 'treatment has 180 of the 1000 units that are asked for' },
      ],
      thresholds: { minimumUnits: 1000, minimumLift: 0.05, alpha: 0.05 },
    });
    const [bought] = body.metrics;
    expect(bought?.matured).toMatchObject({ units: 360, openUnits: 0 });
    // All windows are over: what is said of the matured units is said of all of them.
    expect(bought?.matured?.variants).toEqual(bought?.variants);
    expect(body.exclusions).toEqual([{ reason: 'seen in more than one variant', units: 0 }]);
  });
});

describe('a series', () => {
  type Series = { days: { day: string; variants: { units: number; sum: number; value: number | null }[] }[] };
  const upTo = (day: number) => of('treatment').filter((one) => one.day <= day);

  it('adds up the days of first exposure', async () => {
    const { body } = await get<Series>('/shop/series?metric=spent');
    expect(body.days.map(({ day }) => day)).toHaveLength(DAYS);
    body.days.forEach(({ variants }, day) => {
      expect(variants[1]).toMatchObject({ units: upTo(day).length, sum: total(upTo(day).map(spent)) });
    });
  });

  it('has each day by itself, for quantiles too, within the period asked for', async () => {
    const url = '/shop/series?metric=median_spent&kind=daily&from=2026-03-02&to=2026-03-03';
    const { body } = await get<Series>(url);
    expect(body.days.map(({ day, variants }) => [day, variants[1]?.units])).toEqual([
      ['2026-03-02', 30],
      ['2026-03-03', 30],
    ]);
    const exact = sampleQuantile(
      of('treatment')
        .filter(({ day }) => day === 1)
        .map(spent),
      0.5,
    );
    expect(Math.abs((body.days[0]?.variants[1]?.value ?? NaN) / (exact ?? NaN) - 1)).toBeLessThan(0.01);
  });
});

describe('a breakdown', () => {
  it('has the figures of each value of the only dimension there is', async () => {
    type Breakdown = {
      dimension: string;
      values: { value: string; units: number; variants: { sum: number }[] }[];
    };
    const { body } = await get<Breakdown>('/shop/breakdown?metric=spent');
    expect(body.dimension).toBe('country');
    expect(body.values.map(({ value, units, variants }) => [value, units, variants[1]?.sum])).toEqual(
      ['DE', 'CH'].map((country) => [
        country,
        PEOPLE.filter((one) => one.country === country).length,
        total(
          of('treatment')
            .filter((one) => one.country === country)
            .map(spent),
        ),
      ]),
    );
  });

  it('has the quantile of each value, where the metric names the dimension, and says so where it does not', async () => {
    type Breakdown = { values: { value: string; variants: { value: number; comparison: object }[] }[] };
    const { body } = await get<Breakdown>('/shop/breakdown?metric=spent_by_country');
    expect(body.values.map(({ value }) => value)).toEqual(['DE', 'CH']);
    for (const { value: country, variants } of body.values)
      variants.forEach(({ value }, arm) => {
        const own = of(arm === 0 ? 'control' : 'treatment').filter((one) => one.country === country);
        expect(Math.abs(value / (sampleQuantile(own.map(spent), 0.75) ?? NaN) - 1)).toBeLessThan(0.01);
      });
    expect(body.values[0]?.variants[1]?.comparison).toMatchObject({ pValue: expect.any(Number) });
    expect(await get('/shop/breakdown?metric=median_spent')).toMatchObject({
      body: { values: [], reason: expect.stringContaining('"breakdowns": ["country"]') },
    });
  });
});

describe('a split that is not as designed', () => {
  type Split = {
    srm: { alarm: boolean; sequentialPValue: number };
    values: { value: string; carries: boolean; adjustedP: number; deviations: number[] }[];
  };

  it('is located in the value that carries it', async () => {
    const { body } = await get<Split>('/leaky/sample-ratio');
    expect(body.srm.alarm).toBe(true);
    expect(body.values.map(({ value, carries }) => [value, carries])).toEqual([
      ['CH', true],
      ['DE', false],
    ]);
    expect(body.values[0]?.deviations).toEqual([expect.closeTo(2 / 3, 9), expect.closeTo(-2 / 3, 9)]);
    expect(await analytics.text(`${PATH}/leaky/sample-ratio?format=csv`)).toMatch(/country,CH,240,.*,true/);
  });

  it('is none, and nowhere, with the units that were lost', async () => {
    const { body } = await get<Split>('/sound/sample-ratio');
    expect(body.srm.alarm).toBe(false);
    expect(body.values.map(({ carries }) => carries)).toEqual([false, false]);
  });
});

describe('the other views', () => {
  it('test the split by phase and by value of every dimension', async () => {
    const { body } = await get('/shop/sample-ratio');
    expect(body).toMatchObject({
      srm: {
        alarm: false,
        phases: [{ phase: 1, variants: [{ units: 180, expected: 180 }, { units: 180 }] }],
      },
      values: [
        { attribute: 'country', carries: false },
        { attribute: 'country', carries: false },
      ],
    });
  });

  it('tell what can be found by now and how many units it takes', async () => {
    type Power = {
      metrics: {
        metric: string;
        effect: number;
        variants: { unitsNeeded: { fixedHorizon: number; sequential: number } }[];
      }[];
    };
    const { body } = await get<Power>('/shop/power?effect=0.1');
    const spentPower = body.metrics.find((one) => one.metric === 'spent');
    expect(spentPower?.effect).toBe(0.1);
    const needed = spentPower?.variants[0]?.unitsNeeded;
    expect(needed?.sequential).toBeGreaterThan(needed?.fixedHorizon ?? NaN);
  });

  it('tell the effect by days since exposure', async () => {
    type Novelty = { variants: { days: { units: number }[]; pattern: string | null }[] };
    const { body } = await get<Novelty>('/shop/novelty?metric=spent');
    expect(body.variants[0]?.days.map(({ units }) => units)).toEqual(
      new Array<number>(DAYS).fill(UNITS_A_DAY),
    );
    expect(body.variants[0]?.pattern).not.toBeNull();
  });

  it('check whether arms that get the same differ', async () => {
    const { body } = await get<{ check: { tests: number } }>('/shop/aa-check');
    expect(body.check.tests).toBe(SHOP_METRICS.secondary.length + 1);
  });

  it('tell how probable it is of each arm that it is the best', async () => {
    const { body } = await get<{ arms: { probabilityBest: number }[] }>('/shop/arms?metric=purchases');
    expect(total(body.arms.map(({ probabilityBest }) => probabilityBest))).toBeCloseTo(1, 9);
  });
});

describe('where a figure comes from', () => {
  const explain = (query: string) =>
    analytics.call<Record<string, unknown>>('GET', `${PATH}/shop/explain-metric?${query}`, {
      role: 'analyst',
    });

  it('is shown for a unit: every event, what it adds, and why the others add nothing', async () => {
    const person = PEOPLE.find(({ purchases, returns }) => purchases.length === 2 && returns);
    const { status, body } = await explain(`metric=adjusted&unit=${person?.unit ?? ''}`);
    expect(status).toBe(200);
    const events = body['events'] as { adds: { part: string; amount: string }[]; why: string }[];
    const added = (part: string) =>
      total(
        events.flatMap(({ adds }) =>
          adds.filter((one) => one.part === part).map(({ amount }) => Number(amount)),
        ),
      );
    expect(added('value')).toBe(person === undefined ? NaN : spent(person));
    expect(added('before')).toBe(person?.before);
    const amounts = body['amounts'] as Record<string, string>;
    expect(Number(amounts['value'])).toBe(added('value'));
    expect(Number(amounts['before'])).toBe(added('before'));
    expect(events.map(({ why }) => why)).toContain('the metric does not count this name');
  });

  it('is the first of the events that count once', async () => {
    const person = PEOPLE.find(({ purchases }) => purchases.length === 2);
    const { body } = await explain(`metric=bought&unit=${person?.unit ?? ''}`);
    const events = body['events'] as { adds: object[]; why: string }[];
    const counted = events.filter(({ why }) => why.startsWith('counts once'));
    expect(counted.map(({ adds, why }) => [adds, why])).toEqual([
      [[{ part: 'value', amount: '1.000000' }], 'counts once, however often it happens'],
      [[], 'counts once, and an earlier one has'],
    ]);
  });

  it('is shown of a unit to nobody unseen; sums name no unit', async () => {
    const looks = async () => {
      const path = '/api/v1/admin/services/analytics/events?type=UnitDataRead';
      const { body } = await analytics.call<{ items: object[] }>('GET', path, { role: 'analyst' });
      return body.items;
    };
    const before = (await looks()).length;
    await explain('metric=spent&unit=u0-1');
    await explain('metric=spent&variant=treatment');
    const [latest, ...others] = await looks();
    expect(others).toHaveLength(before);
    expect(latest).toMatchObject({
      actor: expect.stringMatching(/^user:/) as string,
      data: { topic: TOPICS.interactions.name, subject: 'u0-1' },
    });
  });

  it('is shown for a variant: rows that add up to the sums of the report', async () => {
    const { body } = await explain('metric=spent&variant=treatment');
    const rows = body['rows'] as { n: number; sums: { sum: string } }[];
    expect(total(rows.map(({ n }) => n))).toBe(180);
    expect(total(rows.map(({ sums }) => Number(sums.sum)))).toBe(total(of('treatment').map(spent)));
    expect(body['total']).toMatchObject({ n: 180, sums: { sum: String(total(of('treatment').map(spent))) } });
    expect(body).not.toHaveProperty('buckets');
  });

  it('is shown of a quantile: how many units have values of which size', async () => {
    const { body } = await explain('metric=median_spent&variant=treatment');
    const buckets = body['buckets'] as { from: number; to: number; units: number }[];
    const amounts = of('treatment').map(spent);
    for (const { from, to, units } of buckets)
      expect(amounts.filter((amount) => amount === to || (amount > from && amount <= to))).toHaveLength(
        units,
      );
    expect(total(buckets.map(({ units }) => units))).toBe(180);
    const [middle] = buckets.filter((_, i) => total(buckets.slice(0, i + 1).map(({ units }) => units)) >= 90);
    expect(body['value']).toBeLessThanOrEqual(middle?.to ?? NaN);
    expect(body['value']).toBeGreaterThanOrEqual(middle?.from ?? NaN);
  });
});

describe('the form of an answer', () => {
  const VIEWS = ['', '/series', '/breakdown', '/sample-ratio', '/power', '/novelty', '/aa-check', '/arms'];
  const EXPLAINED = '/explain-metric?variant=control';

  it.each(VIEWS)('is a table for spreadsheets, and a page to print: /shop%s', async (view) => {
    const csv = await analytics.text(`${PATH}/shop${view}?format=csv`);
    const [head = '', ...lines] = csv.trim().split('\r\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines.filter((one) => !one.includes('"')))
      expect(line.split(',')).toHaveLength(head.split(',').length);
    const page = await analytics.call<string>('GET', `${PATH}/shop${view}`, {
      headers: { accept: 'text/html' },
    });
    expect(page.body).toMatch(/^<!doctype html>/);
    expect(page.body).toMatch(/Data complete to\s+20/);
    expect(page.body).not.toMatch(/NaN|undefined|\[object/);
  });

  it('draws intervals and days', async () => {
    expect(await analytics.text(`${PATH}/shop?format=html`)).toMatch(/<svg[^>]*intervals/);
    expect(await analytics.text(`${PATH}/shop/series?format=html`)).toMatch(/<polyline\s+points="\d/);
  });

  it('of an explanation is a table too, for analysts only', async () => {
    expect((await get(`/shop${EXPLAINED}`)).status).toBe(403);
  });
});

it.each([
  ['/shop/series?metric=unknown', 404, 'METRIC_NOT_FOUND', 'metric', 'unknown'],
  ['/shop/breakdown?dimension=planet', 404, 'DIMENSION_NOT_FOUND', 'dimension', 'planet'],
  ['/shop/series?kind=weekly', 400, 'VALIDATION_FAILED', 'kind', 'weekly'],
  ['/shop/series?from=2026-02-30', 400, 'VALIDATION_FAILED', 'from', '2026-02-30'],
  ['/shop/series?from=2026-03-02&to=2026-03-01', 400, 'VALIDATION_FAILED', 'from', '2026-03-02'],
  ['/shop/power?effect=0', 400, 'VALIDATION_FAILED', 'effect', 0],
  ['/shop?format=xml', 400, 'VALIDATION_FAILED', 'format', 'xml'],
  ['/shop/arms?run=9', 404, 'RUN_NOT_FOUND', 'run', 9],
  ['/nobody-knows/power', 404, 'EXPERIMENT_NOT_FOUND', undefined, undefined],
  ['/shop/explain-metric?variant=blue', 404, 'VARIANT_NOT_FOUND', 'variant', 'blue'],
  ['/shop/explain-metric?unit=ghost', 404, 'UNIT_NOT_FOUND', 'unit', 'ghost'],
  ['/shop/explain-metric', 400, 'VALIDATION_FAILED', 'unit', null],
  ['/shop/explain-metric?unit=u0-0&variant=control', 400, 'VALIDATION_FAILED', 'variant', 'control'],
])('refuses %s with the value that was wrong', async (url, status, code, path, value) => {
  const answer = await analytics.call<Record<string, unknown>>('GET', `${PATH}${url}`, { role: 'analyst' });
  expect([answer.status, answer.body['code']]).toEqual([status, code]);
  if (path !== undefined) expect(answer.body['errors']).toMatchObject([{ path, value }]);
});
