import type { TestDatabase } from '@assay/testing';
import { TOPICS } from '@assay/contracts';
import { createTestDatabase, eventually } from '@assay/testing';
import { acting, AlertsIn } from './support/alerts-in.js';
import { AnalyticsApp } from './support/analytics-app.js';
import type { UsageReport } from '../src/product/usage/usage-report.js';
import { dimension, exposure, interaction, metric, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const BOUGHT = { primary: metric('bought') };

let database: TestDatabase;
let analytics: AnalyticsApp;
let alerts: AlertsIn;
beforeAll(async () => {
  database = await createTestDatabase();
  analytics = await AnalyticsApp.start(database.url, { ALERT_LOOK_SECONDS: '1' });
  alerts = new AlertsIn(analytics);
});
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

describe('the split of the units', () => {
  it('raises an alert when it does not fit the weights, and none when it does (control)', async () => {
    const even = ExperimentStory.running('even', BOUGHT);
    const uneven = ExperimentStory.running('uneven', BOUGHT);
    const weighted = ExperimentStory.running('weighted', BOUGHT, { control: 7, treatment: 3 });
    await analytics.bus.publish([...even.events, ...uneven.events, ...weighted.events]);
    await analytics.bus.publish([
      ...acting('even', 'bought', { control: [505, 10], treatment: [495, 10] }),
      ...acting('weighted', 'bought', { control: [700, 10], treatment: [300, 10] }),
      ...acting('uneven', 'bought', { control: [700, 10], treatment: [300, 10] }),
    ]);
    const { data } = await alerts.raised('sample-ratio-mismatch', 'uneven');
    expect(data).toMatchObject({ rule: 'sample-ratio-mismatch', severity: 'critical', limit: 0.01 });
    expect(data.message).toMatch(/control 700, treatment 300$/);
    expect(data.pause).toBeUndefined();
    expect([
      ...(await alerts.of('sample-ratio-mismatch', 'even')),
      ...(await alerts.of('sample-ratio-mismatch', 'weighted')),
    ]).toEqual([]);
  });
});

describe('what goes wrong around the results', () => {
  it('is told when a dimension has more values than are kept apart', async () => {
    await analytics.bus.publish([
      dimension('country', 1, 3),
      ...ExperimentStory.running('wide', BOUGHT).events,
    ]);
    await analytics.bus.publish(
      Array.from({ length: 60 }, (_, number) =>
        exposure({
          unit: `wide-${String(number)}`,
          time: START,
          experiment: 'wide',
          variant: number % 2 === 0 ? 'control' : 'treatment',
          attributes: { country: `country-${String(number)}` },
        }),
      ),
    );
    expect((await alerts.raised('dimension-overflow', 'wide/country')).data).toMatchObject({
      rule: 'dimension-overflow',
      limit: 3,
    });
  });

  it('is told when more names of events are sent than are told apart, and reports say so', async () => {
    await analytics.bus.publish([
      ...Array.from({ length: 900 }, (_, number) =>
        interaction({ unit: `junk-${String(number % 10)}`, time: START, name: `junk-${String(number)}` }),
      ),
    ]);
    const alert = await alerts.raised('event-name-overflow', 'event-names');
    expect(alert.data).toMatchObject({ severity: 'warning', limit: 500 });
    const usageOf = async (name: string) =>
      (
        await analytics.call<UsageReport>(
          'GET',
          `/api/v1/reports/usage?from=2026-03-01&to=2026-03-02&event=${name}`,
        )
      ).body;
    const reports = await Promise.all(Array.from({ length: 40 }, (_, n) => usageOf(`junk-${String(n)}`)));
    const together = reports.filter(({ reason }) => reason !== undefined);
    expect(together.length).toBeGreaterThan(0);
    expect(together.every(({ total }) => total.events === null)).toBe(true);
    // None of those that were sent is said to be nothing.
    expect(reports.filter(({ total }) => total.events === 0)).toEqual([]);
  });

  it('is told when messages could not be handled', async () => {
    const headers = { ce_id: 'x', ce_type: 'UnitExposed' };
    await analytics.bus.publishRaw(TOPICS.interactions.name, [
      { key: 'default/u', headers, value: Buffer.from('{"unit":') },
    ]);
    const alert = await alerts.raised('dead-letters', TOPICS.interactions.name);
    expect(alert.data).toMatchObject({ rule: 'dead-letters', severity: 'critical', limit: 0 });
    // Each reader of the topic sets it aside.
    expect(alert.data.value).toBeGreaterThanOrEqual(1);
  });
});

describe('how a product is used', () => {
  const DAY = 86_400_000;
  const DEFINITIONS = '/api/v1/admin/analytics/definitions';
  const put = async (path: string, body: object) => {
    const { status } = await analytics.call('PUT', `${DEFINITIONS}/${path}`, { role: 'editor', body });
    expect(status).toBe(200);
  };

  it('is told where few use what they see, many leave, and power users do without', async () => {
    // The last day whose attempts are all over is yesterday, or in the first hour of a day the one before.
    const yesterday = Math.floor(Date.now() / DAY) * DAY - DAY;
    const doing = (count: number, name: string, times = 1) =>
      [yesterday - DAY, yesterday].flatMap((day) =>
        Array.from({ length: count }, (_, number) =>
          Array.from({ length: times }, (_use, use) => {
            const time = day + use * 1_000;
            return interaction({ unit: `visitor-${String(number)}`, time, name, id: String(time) });
          }),
        ).flat(),
      );
    await analytics.bus.publish([
      ...doing(300, 'seen'),
      ...doing(290, 'tried', 2),
      ...doing(20, 'searched'),
      ...doing(2, 'exported'),
    ]);
    const feature = (use: string) => ({ name: use, view: { event: 'seen' }, use: { event: use } });
    await put('features/search', feature('searched'));
    await put('features/trial', feature('tried'));
    await put('features/export', feature('exported'));
    const steps = ['seen', 'searched'].map((event) => ({ name: event, event }));
    await put('funnels/searching', { steps, windowHours: 1 });
    await put('power-users/keen', { uses: [{ event: 'tried' }], features: ['trial', 'export'] });
    const waiting = { timeoutMs: 120_000 };
    const [adoption] = await eventually(async () => {
      const found = await alerts.of('feature-adoption', 'search');
      return found.length > 0 && found;
    }, waiting);
    expect(adoption?.data).toMatchObject({
      severity: 'warning',
      limit: 0.1,
      details: { count: 20, of: 300 },
    });
    await eventually(async () => {
      expect(await alerts.of('step-drop-off', 'searching/2')).toMatchObject([
        { data: { severity: 'warning', details: { count: 280, of: 300 } } },
      ]);
      expect(await alerts.of('power-user-adoption', 'keen/export')).toMatchObject([
        { data: { severity: 'info', limit: 0.5 } },
      ]);
    }, waiting);
    // Controls: what is used, and what the power users do use.
    expect(await alerts.of('feature-adoption', 'trial')).toEqual([]);
    expect(await alerts.of('power-user-adoption', 'keen/trial')).toEqual([]);
  }, 300_000);
});
