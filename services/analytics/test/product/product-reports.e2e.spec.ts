import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { AnalyticsApp } from '../support/analytics-app.js';
import { SEARCH, SEARCH_TRAFFIC, STEPS } from '../support/search-feature.js';

const REPORTS = '/api/v1/reports';
const DEFINITIONS = '/api/v1/admin/analytics/definitions';

let database: TestDatabase;
let analytics: AnalyticsApp;
const put = (url: string, body: object) =>
  analytics.call('PUT', `${DEFINITIONS}/${url}`, { role: 'editor', body });

beforeAll(async () => {
  database = await createTestDatabase();
  analytics = await AnalyticsApp.start(database.url);
  await analytics.bus.publish(SEARCH_TRAFFIC);
  await eventually(async () => {
    expect((await analytics.call('GET', `${REPORTS}/experiments/checkout`)).status).toBe(200);
  });
  expect((await put('features/search', SEARCH)).status).toBe(200);
  expect(
    (await put('funnels/buying', { steps: STEPS, windowHours: 48, experiment: 'checkout' })).status,
  ).toBe(200);
  expect((await put('power-users/heavy', { uses: [{ event: 'use' }], features: ['search'] })).status).toBe(
    200,
  );
});
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

describe('feature adoption', () => {
  it('tells who saw, used, completed, returned, and how users differ from the others', async () => {
    const report = await analytics.answering<Record<string, unknown>>(
      `${REPORTS}/features/search?days=7`,
      (body) => {
        expect(body).toMatchObject({ counting: { status: 'complete', version: 1 }, users: { saw: 20 } });
      },
    );
    expect(report).toMatchObject({
      feature: { key: 'search', name: 'Search' },
      window: { days: 7, from: '2026-02-24', to: '2026-03-02' },
      events: { views: 20, uses: 14, completions: 5, conversions: 6, sessions: 14, referrals: null },
      users: {
        total: 20,
        active: 10,
        saw: 20,
        used: 10,
        completed: 5,
        returned: 4,
        referred: null,
        converted: 6,
      },
      rates: {
        discovery: { rate: 1 },
        adoption: { count: 10, of: 20, rate: 0.5, interval: [expect.any(Number), expect.any(Number)] },
        activation: { rate: 0.5 },
        repeatUsage: { rate: 0.4 },
        retention: { rate: null, reason: 'nobody used the feature in the window before' },
        referral: { rate: null, reason: 'not defined: the feature names no event for "refer"' },
      },
      sessionSeconds: { sum: 660, of: 14, average: 660 / 14 },
      impact: {
        conversion: { users: { rate: 0.4 }, others: { rate: 0.2 }, difference: 0.2 },
        revenue: { total: 60, users: { average: 4 }, others: { average: 2 }, difference: 2 },
      },
      coverage: { completeTo: expect.any(String) },
    });
  });

  it('is about the window asked for', async () => {
    const { body } = await analytics.call('GET', `${REPORTS}/features/search?days=1&end=2026-03-02`);
    expect(body).toMatchObject({
      users: { total: 6, saw: 4, used: 4, returned: 0 },
      rates: { retention: { count: 4, of: 10, rate: 0.4 } },
    });
  });

  it('says in words what there is nothing of', async () => {
    const { body } = await analytics.call('GET', `${REPORTS}/features/search?days=7&end=2020-01-01`);
    expect(body).toMatchObject({
      users: { total: 0, saw: 0 },
      rates: {
        adoption: { rate: null, interval: null, reason: 'nobody saw the feature in the window' },
        discovery: { rate: null, reason: 'nobody was active in the window' },
      },
      impact: { conversion: { difference: null }, revenue: { difference: null } },
    });
    expect(JSON.stringify(body)).not.toContain('NaN');
    const csv = await analytics.text(`${REPORTS}/features/search?days=7&end=2020-01-01&format=csv`);
    expect(csv).toContain('adoption,0,0,,,,nobody saw the feature in the window\r\n');
    expect(csv).toContain('referrals,,,,,,the feature names no event for it\r\n');
  });

  it('comes as a list, in pages, and as CSV', async () => {
    const { body } = await analytics.call('GET', `${REPORTS}/features?limit=1`);
    expect(body).toMatchObject({ items: [{ feature: { key: 'search' } }], nextCursor: null });
    expect(await analytics.text(`${REPORTS}/features?format=csv&days=7`)).toBe(
      'feature,status,saw,used,completed,discovery,adoption,activation,repeatUsage,retention,referral\r\n' +
        'search,complete,20,10,5,1,0.5,0.5,0.4,,\r\n',
    );
  });
});

describe('funnels', () => {
  it('tell counts, drop-off and conversion from the start, by variant', async () => {
    const report = await analytics.answering<Record<string, unknown>>(`${REPORTS}/funnels/buying`, (body) => {
      expect(body).toMatchObject({ counting: { status: 'complete' }, units: 20 });
    });
    expect(report).toMatchObject({
      steps: [
        { step: 1, units: 20, dropOff: null, conversionFromStart: { rate: 1 } },
        { step: 2, units: 10, dropOff: { rate: 0.5 }, conversionFromStart: { rate: 0.5 } },
        {
          step: 3,
          units: 4,
          dropOff: { rate: 0.6 },
          conversionFromPrevious: { rate: 0.4 },
          conversionFromStart: { rate: 0.2 },
        },
      ],
      conversion: { count: 4, of: 20, rate: 0.2 },
      secondsToConvert: { average: 29 * 3600 },
      experiment: {
        key: 'checkout',
        run: 1,
        variants: [
          { variant: 'control', isControl: true, units: 10, conversion: { rate: 0.2 }, comparison: null },
          { variant: 'treatment', units: 10, conversion: { rate: 0.2 }, comparison: { difference: 0 } },
        ],
        excludedUnits: 0,
      },
    });
  });

  it('come as CSV, one row for each step', async () => {
    const csv = await analytics.text(`${REPORTS}/funnels/buying?format=csv`);
    expect(csv.split('\r\n').slice(0, 4)).toEqual([
      'variant,step,name,units,drop_off,conversion_from_previous,conversion_from_start',
      ',1,view,20,,,1',
      ',2,use,10,0.5,0.5,0.5',
      ',3,purchase,4,0.6,0.4,0.2',
    ]);
  });
});

describe('power users', () => {
  it('are the units with the most uses, held against the features they use', async () => {
    await analytics.answering(`${REPORTS}/power-users/heavy`, (body) => {
      expect(body).toMatchObject({
        counting: { status: 'complete' },
        units: 10,
        uses: 14,
        threshold: 2,
        top: { units: { count: 4, of: 10 }, uses: { count: 8, of: 14 } },
        features: [{ feature: 'search', adoption: { rate: 1 }, adoptionOfOthers: { rate: 1 } }],
      });
    });
  });
});

describe('usage, cohorts, segments and positions', () => {
  it('tell what is done, day by day, and what', async () => {
    const { body } = await analytics.call('GET', `${REPORTS}/usage?from=2026-03-01`);
    expect(body).toMatchObject({
      event: null,
      total: { events: 69, newUnits: 20, value: 60 },
      rows: [
        { date: '2026-03-01', events: 59, units: 20, newUnits: 20, activeIn7Days: 20 },
        { date: '2026-03-02', events: 10, units: 6, newUnits: 0, activeIn7Days: 20, value: 60 },
      ],
    });
    const views = await analytics.call('GET', `${REPORTS}/usage?from=2026-03-01&event=use`);
    expect(views.body).toMatchObject({
      event: 'use',
      rows: [
        { events: 10, units: 10 },
        { events: 4, units: 4 },
      ],
    });
    const names = await analytics.call('GET', `${REPORTS}/usage/events?limit=2`);
    expect(names.body).toMatchObject({
      rows: [
        { name: 'view', events: 20 },
        { name: 'impression', events: 20 },
      ],
    });
    const next = await analytics.call(
      'GET',
      `${REPORTS}/usage/events?limit=2&cursor=${String(names.body['nextCursor'])}`,
    );
    expect(next.body).toMatchObject({
      rows: [
        { name: 'use', events: 14 },
        { name: 'purchase', events: 6 },
      ],
    });
  });

  it('tell who came back, and leave open what is not over', async () => {
    const { body } = await analytics.call('GET', `${REPORTS}/cohorts?by=day`);
    expect(body).toMatchObject({ rows: [{ cohort: '2026-03-01', units: 20 }] });
    const [row] = body['rows'] as { returned: { after: number; rate: number | null; reason?: string }[] }[];
    expect(row?.returned[0]).toMatchObject({ after: 1, count: 6, of: 20, rate: 0.3 });
    expect(row?.returned).toHaveLength(30);
  });

  it('tell what is done in segments, and why not in those that are lists', async () => {
    await analytics.answering(`${REPORTS}/segments`, (body) => {
      expect(body).toMatchObject({
        activeUnits: 20,
        rows: [
          { segment: 'listed', units: null, reason: expect.stringContaining('list of members') as string },
          {
            segment: 'pro',
            counting: { status: 'complete' },
            units: { count: 5, of: 20 },
            valuePerUnit: { sum: 40, of: 5, average: 8 },
          },
        ],
      });
    });
  });

  it('tell how positions and items are clicked', async () => {
    const { body } = await analytics.call('GET', `${REPORTS}/positions`);
    expect(body).toMatchObject({
      total: { impressions: 20, clicks: 4, ctr: { rate: 0.2 } },
      rows: [
        { position: 1, impressions: 10, clicks: 2, ctr: { rate: 0.2 } },
        { position: 2, impressions: 10, clicks: 2 },
      ],
      exclusions: {
        otherItems: { impressions: 0, clicks: 0 },
        withoutPosition: { impressions: 0, clicks: 0 },
      },
      nextCursor: null,
    });
    const first = await analytics.call('GET', `${REPORTS}/positions?by=position,item&limit=4`);
    expect(first.body['rows']).toHaveLength(4);
    const cursor = String(first.body['nextCursor']);
    const second = await analytics.call(
      'GET',
      `${REPORTS}/positions?by=position,item&limit=4&cursor=${cursor}`,
    );
    expect(second.body).toMatchObject({
      rows: [
        { position: 2, item: 'item-1' },
        { position: 2, item: 'item-2' },
      ],
    });
    expect(await analytics.text(`${REPORTS}/positions?format=csv`)).toMatch(
      /^position,impressions,clicks,ctr,ctr_lower,ctr_upper\r\n1,10,2,0\.2,/,
    );
  });
});

describe('a report as a page', () => {
  it.each([
    'positions',
    'usage',
    'usage/events',
    'cohorts',
    'segments',
    'features',
    'features/search',
    'funnels/buying',
    'power-users/heavy',
  ])('says what it is about and runs nothing: %s', async (url) => {
    const { body, headers } = await analytics.call<string>('GET', `${REPORTS}/${url}?format=html`);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).toContain('Data complete to 2');
    expect(body).not.toContain('<script');
  });
});

describe('a rebuild', () => {
  it('gives the identical model', async () => {
    const service = '/api/v1/admin/services/analytics/projections';
    const product = async () => {
      type Listed = { name: string; generation: number; hash: { hash: string } };
      const { body } = await analytics.call<{ projections: Listed[] }>('GET', `${service}?hash=true`);
      return body.projections.find(({ name }) => name === 'product');
    };
    const before = await product();
    expect((await analytics.call('POST', `${service}/product/rebuild`, { role: 'admin' })).status).toBe(202);
    await eventually(async () => {
      expect((await product())?.generation).toBeGreaterThan(before?.generation ?? 0);
    });
    expect((await product())?.hash.hash).toBe(before?.hash.hash);
  });
});
