import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { Answer } from '@assay/service-testing';
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
});
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

describe('definitions', () => {
  it('are shown with their version, listed, changed and retired', async () => {
    expect(await put('features/short', SEARCH)).toMatchObject({
      status: 200,
      body: { version: 1, data: { name: 'Search' } },
    });
    expect(await put('features/short', SEARCH)).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await put('features/short', { ...SEARCH, use: { event: 'click' } })).toMatchObject({
      body: { version: 2 },
    });
    await analytics.answering(`${REPORTS}/features/short?days=7`, (body) => {
      expect(body).toMatchObject({
        counting: { status: 'complete', version: 2 },
        users: { used: 5, saw: 20 },
      });
    });
    const gone = await analytics.call('DELETE', `${DEFINITIONS}/features/short`, {
      role: 'editor',
      body: { reason: 'over' },
    });
    expect(gone.status).toBe(204);
    await eventually(async () => {
      expect((await analytics.call('GET', `${REPORTS}/features/short`)).status).toBe(404);
    });
    const { body } = await analytics.call('GET', `${DEFINITIONS}/features`);
    expect(body).toMatchObject({ items: [{ version: 1, data: { key: 'search' } }], nextCursor: null });
  });

  const bad = (answer: Answer<Record<string, unknown>>) => ({
    status: answer.status,
    code: answer.body['code'],
    path: (answer.body['errors'] as { path: string }[] | undefined)?.[0]?.path,
  });

  it.each([
    ['features/x', { use: { event: 'use' } }, 400, 'VALIDATION_FAILED', 'view'],
    ['features/x', { ...SEARCH, view: { event: 7 } }, 400, 'VALIDATION_FAILED', 'view.event'],
    ['features/x', { ...SEARCH, colour: 'red' }, 400, 'VALIDATION_FAILED', 'colour'],
    ['features/a%20b', SEARCH, 400, 'VALIDATION_FAILED', 'key'],
    [
      'features/x',
      { ...SEARCH, use: { event: 'use', where: { minValue: '5', maxValue: '1' } } },
      422,
      'METRIC_RANGE_EMPTY',
      'use.where.minValue',
    ],
    ['funnels/x', { steps: [STEPS[0]] }, 400, 'VALIDATION_FAILED', 'steps'],
    ['funnels/x', { steps: STEPS, windowHours: 1e308 }, 400, 'VALIDATION_FAILED', 'windowHours'],
    ['funnels/x', { steps: STEPS, experiment: 'nobody' }, 422, 'EXPERIMENT_NOT_FOUND', 'experiment'],
    [
      'power-users/x',
      { uses: [{ event: 'use' }], features: ['nobody'] },
      422,
      'FEATURE_NOT_FOUND',
      'features[0]',
    ],
    ['power-users/x', { uses: [{ event: 'use' }], features: 'all' }, 400, 'VALIDATION_FAILED', 'features'],
    ['power-users/x', { uses: [{ event: 'use' }], share: 0 }, 400, 'VALIDATION_FAILED', 'share'],
    ['colours/x', {}, 404, 'DEFINITIONS_NOT_FOUND', undefined],
    ['features/x', [], 400, undefined, undefined],
  ])('of %s as %j are refused: %i %s at %s', async (url, body, status, code, path) => {
    const found = bad(await put(url, body));
    expect(found.status).toBe(status);
    if (code !== undefined) expect(found).toEqual({ status, code, path });
  });

  it('are changed by editors, and on the version that they have seen', async () => {
    const viewer = await analytics.call('PUT', `${DEFINITIONS}/features/x`, { role: 'viewer', body: SEARCH });
    expect(viewer.status).toBe(403);
    const stale = await analytics.call('PUT', `${DEFINITIONS}/features/search`, {
      role: 'editor',
      body: { ...SEARCH, name: 'Other' },
      headers: { 'if-match': '"7"' },
    });
    expect(bad(stale)).toMatchObject({ status: 412, code: 'VERSION_CHANGED' });
  });
});

describe('a feature that defines views and uses alone', () => {
  it('has no figures of what it does not define', async () => {
    const body = { name: 'Plain', view: { event: 'view' }, use: { event: 'use' } };
    expect((await put('features/plain', body)).status).toBe(200);
    const reason = (part: string) => `not defined: the feature names no event for "${part}"`;
    await analytics.answering<Record<string, unknown>>('/api/v1/reports/features/plain', (report) => {
      expect(report).toMatchObject({
        events: { completions: null, referrals: null, conversions: null, sessions: null },
        users: { completed: null, referred: null, converted: null },
        rates: {
          activation: { count: null, rate: null, reason: reason('complete') },
          referral: { count: null, rate: null, reason: reason('refer') },
        },
        sessionSeconds: { average: null, reason: reason('session') },
        impact: {
          conversion: { users: { rate: null, reason: reason('convert') }, difference: null },
          revenue: { total: null, users: { average: null }, difference: null },
        },
      });
    });
  });
});

describe('a report that cannot be given', () => {
  it.each([
    ['features/nobody', 404, 'FEATURE_NOT_FOUND'],
    ['funnels/nobody', 404, 'FUNNEL_NOT_FOUND'],
    ['power-users/nobody', 404, 'POWER_USERS_NOT_FOUND'],
    ['features/search?days=8', 400, 'VALIDATION_FAILED'],
    ['features/search?end=2026-02-30', 400, 'VALIDATION_FAILED'],
    ['usage?from=2026-03-05&to=2026-03-01', 400, 'VALIDATION_FAILED'],
    ['usage?from=1999-01-01', 400, 'VALIDATION_FAILED'],
    ['usage?from=yesterday', 400, 'VALIDATION_FAILED'],
    ['usage/events?cursor=W10', 400, 'VALIDATION_FAILED'],
    ['positions?by=colour', 400, 'VALIDATION_FAILED'],
    ['positions?limit=0', 400, 'VALIDATION_FAILED'],
    ['positions?cursor=%00', 400, 'INVALID_TEXT'],
    ['positions?cursor=WzFlMzAwLCJ4Il0', 400, 'VALIDATION_FAILED'],
    ['cohorts?by=year', 400, 'VALIDATION_FAILED'],
    ['segments?format=xml', 400, 'VALIDATION_FAILED'],
    ['segments?colour=red', 400, 'VALIDATION_FAILED'],
    ['funnels/buying?run=x', 400, 'VALIDATION_FAILED'],
  ])('is refused in words: %s', async (url, status, code) => {
    const answer = await analytics.call('GET', `${REPORTS}/${url}`);
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
  });

  it.each([
    'positions',
    'usage',
    'usage/events',
    'cohorts',
    'segments',
    'features',
    'funnels',
    'power-users',
  ])('is empty where nothing has happened, and of another project: %s', async (url) => {
    const answer = await analytics.call('GET', `${REPORTS}/${url}`, { project: 'other' });
    expect(answer.status).toBe(200);
    expect(answer.body['rows'] ?? answer.body['items']).toEqual([]);
  });
});
