import type { AlertRaised, EventEnvelope, Guardrail } from '@assay/contracts';
import { dataProblem, EVENT_TYPES, ExperimentPaused, ExperimentResumed, TOPICS } from '@assay/contracts';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { AlertPage } from '../src/alerts/listing/alert-list.js';
import { AnalyticsApp } from './support/analytics-app.js';
import { dimension, exposure, interaction, metric, outcome, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const BOUGHT = { primary: metric('bought') };
const threshold = (over: Partial<Extract<Guardrail, { kind: 'threshold' }>>): Guardrail => ({
  kind: 'threshold',
  measure: 'error_rate',
  above: 0.05,
  windowSeconds: 60,
  minimumOutcomes: 20,
  ...over,
});
const guarded = (key: string, ...guardrails: readonly Guardrail[]) =>
  ExperimentStory.running(key, { ...BOUGHT, guardrails });

/** Outcomes of now, of which the first ones fail. */
const outcomes = (flag: string, { count, failing }: { count: number; failing: number }, round = 0) =>
  Array.from({ length: count }, (_, number) =>
    outcome({
      unit: `${flag}-${String(number)}`,
      time: Date.now(),
      success: number >= failing,
      flag,
      id: String(round),
    }),
  );

const slow = (flag: string, latencyMs: number): readonly EventEnvelope[] =>
  outcomes(flag, { count: 30, failing: 0 }).map((event) => ({
    ...event,
    data: { ...(event.data as object), latencyMs },
  }));

let database: TestDatabase;
let analytics: AnalyticsApp;
beforeAll(async () => {
  database = await createTestDatabase();
  analytics = await AnalyticsApp.start(database.url);
});
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

/** Of one rule: experiments that began long ago are silent as well, at hours when events are to be expected. */
const eventsOf = async (rule: string, subject: string) =>
  (await analytics.stored(TOPICS.alerts.name)).filter(
    ({ data }) =>
      (data as AlertRaised['data']).subject === subject && (data as AlertRaised['data']).rule === rule,
  );
const raised = (rule: string, subject: string) =>
  eventually(async () => {
    const [alert] = await eventsOf(rule, subject);
    return (alert as AlertRaised | undefined) ?? false;
  });
const listed = async (query: string) =>
  (await analytics.call<AlertPage>('GET', `/api/v1/alerts?${query}`)).body;

describe('a threshold guardrail', () => {
  it('asks for the pause of the experiment as soon as outcomes breach it, once', async () => {
    await analytics.bus.publish(guarded('failing', threshold({})).events);
    await analytics.bus.publish(outcomes('failing', { count: 40, failing: 4 }));
    const alert = await raised('guardrail-threshold', 'failing/error_rate>0.05/60s');
    expect(alert.data).toEqual({
      rule: 'guardrail-threshold',
      subject: 'failing/error_rate>0.05/60s',
      severity: 'critical',
      message: 'error_rate is 0.1 over 40 outcomes in 60 s, the limit is 0.05',
      value: 0.1,
      limit: 0.05,
      experiment: 'failing',
      run: 1,
      details: { measure: 'error_rate', outcomes: 40, errors: 4, windowSeconds: 60, minimumOutcomes: 20 },
      pause: { run: 1, since: new Date(START).toISOString(), guardrail: 'error_rate' },
    });
    const definition = EVENT_TYPES.get('AlertRaised');
    expect(definition && dataProblem(definition, alert.data)).toBeUndefined();
    await analytics.bus.publish(outcomes('failing', { count: 40, failing: 20 }, 1));
    await analytics.bus.publish([
      ...guarded('other', threshold({})).events,
      ...outcomes('other', { count: 20, failing: 2 }),
    ]);
    await raised('guardrail-threshold', 'other/error_rate>0.05/60s');
    expect(await eventsOf('guardrail-threshold', 'failing/error_rate>0.05/60s')).toHaveLength(1);
  });

  it('is quiet at its limit, below its number of outcomes, and after its window (controls)', async () => {
    const old = outcomes('old', { count: 40, failing: 40 }).map((event) => ({
      ...event,
      time: new Date(Date.now() - 600_000).toISOString(),
    }));
    await analytics.bus.publish([
      ...['at-limit', 'few', 'old', 'breached'].flatMap((key) => guarded(key, threshold({})).events),
      ...outcomes('at-limit', { count: 40, failing: 2 }),
      ...outcomes('few', { count: 19, failing: 19 }),
      ...old,
    ]);
    await analytics.bus.publish(outcomes('breached', { count: 20, failing: 2 }));
    await raised('guardrail-threshold', 'breached/error_rate>0.05/60s');
    const quiet = await Promise.all(
      ['at-limit', 'few', 'old'].map((key) => eventsOf('guardrail-threshold', `${key}/error_rate>0.05/60s`)),
    );
    expect(quiet).toEqual([[], [], []]);
  });

  it('watches latencies as well', async () => {
    const limit = threshold({ measure: 'latency_p95', above: 10_000 });
    await analytics.bus.publish([...guarded('slow', limit).events, ...slow('slow', 10_200)]);
    const { data } = await raised('guardrail-threshold', 'slow/latency_p95>10000/60s');
    expect(data.value).toBeGreaterThan(10_000);
    // The sketch is accurate to half a percent.
    expect(Math.abs((data.value ?? 0) / 10_200 - 1)).toBeLessThan(0.005);
  });

  it('is over when somebody resumes the experiment, and what happened before does not count again', async () => {
    const story = guarded('resumed', threshold({}));
    const subject = 'resumed/error_rate>0.05/60s';
    await analytics.bus.publish([...story.events, ...outcomes('resumed', { count: 20, failing: 20 })]);
    const first = await raised('guardrail-threshold', subject);
    const begun = story.events.length;
    story.then(ExperimentPaused, { run: 1, reason: 'guardrail' }, Date.now());
    await analytics.bus.publish(story.events.slice(begun));
    story.then(ExperimentResumed, { run: 1 }, Date.now());
    await analytics.bus.publish(story.events.slice(begun + 1));
    await eventually(async () => expect(await eventsOf('guardrail-threshold', subject)).toHaveLength(2));
    const [, resolved] = await eventsOf('guardrail-threshold', subject);
    expect(resolved).toMatchObject({ type: 'AlertResolved', data: { alert: first.id, value: null } });
    await analytics.bus.publish([
      ...guarded('later', threshold({})).events,
      ...outcomes('later', { count: 20, failing: 2 }),
    ]);
    await raised('guardrail-threshold', 'later/error_rate>0.05/60s');
    expect(await eventsOf('guardrail-threshold', subject)).toHaveLength(2);
  });
});

/** Units of both variants of which a share does something. */
const acting = (
  experiment: string,
  name: string,
  units: Readonly<Record<string, readonly [exposed: number, acting: number]>>,
): readonly EventEnvelope[] =>
  Object.entries(units).flatMap(([variant, [exposed, doing]]) =>
    Array.from({ length: exposed }, (_, number) => {
      const where = { unit: `${experiment}-${variant}-${String(number)}`, time: START };
      const seen = exposure({ ...where, experiment, variant });
      return number < doing ? [seen, interaction({ ...where, time: START + 1_000, name })] : [seen];
    }).flat(),
  );

describe('a guardrail metric', () => {
  const crash = metric('crash', { direction: 'decrease' });
  const story = (key: string) => guarded(key, { kind: 'metric', metric: crash });

  it('asks for the pause when a variant does certain harm, and not when it may be chance (control)', async () => {
    await analytics.bus.publish([...story('harmful').events, ...story('harmless').events]);
    await analytics.bus.publish([
      ...acting('harmless', 'crash', { control: [1_000, 50], treatment: [1_000, 60] }),
      ...acting('harmful', 'crash', { control: [1_000, 50], treatment: [1_000, 200] }),
    ]);
    const alert = await raised('guardrail-metric', 'harmful/crash');
    expect(alert.data).toMatchObject({
      rule: 'guardrail-metric',
      limit: 0,
      experiment: 'harmful',
      details: { metric: 'crash', variant: 'treatment' },
      pause: { run: 1, guardrail: 'crash' },
    });
    const snapshots = await analytics.stored(TOPICS.metrics.name);
    expect(snapshots.map(({ id }) => id)).toContain(alert.causationid);
    expect(snapshots.some(({ subject }) => subject === 'harmless')).toBe(true);
    expect(await eventsOf('guardrail-metric', 'harmless/crash')).toEqual([]);
  });
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
    const { data } = await raised('sample-ratio-mismatch', 'uneven');
    expect(data).toMatchObject({ rule: 'sample-ratio-mismatch', severity: 'critical', limit: 0.01 });
    expect(data.message).toMatch(/control 700, treatment 300$/);
    expect(data.pause).toBeUndefined();
    expect([
      ...(await eventsOf('sample-ratio-mismatch', 'even')),
      ...(await eventsOf('sample-ratio-mismatch', 'weighted')),
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
    expect((await raised('dimension-overflow', 'wide/country')).data).toMatchObject({
      rule: 'dimension-overflow',
      limit: 3,
    });
  });

  it('is told when messages could not be handled', async () => {
    const headers = { ce_id: 'x', ce_type: 'UnitExposed' };
    await analytics.bus.publishRaw(TOPICS.interactions.name, [
      { key: 'default/u', headers, value: Buffer.from('{"unit":') },
    ]);
    const alert = await raised('dead-letters', TOPICS.interactions.name);
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
    const yesterday = Math.floor(Date.now() / DAY) * DAY - DAY;
    const doing = (count: number, name: string, times = 1) =>
      Array.from({ length: count }, (_, number) =>
        Array.from({ length: times }, (_use, time) =>
          interaction({
            unit: `visitor-${String(number)}`,
            time: yesterday + time * 1_000,
            name,
            id: String(time),
          }),
        ),
      ).flat();
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
      const found = await eventsOf('feature-adoption', 'search');
      return found.length > 0 && found;
    }, waiting);
    expect(adoption?.data).toMatchObject({
      severity: 'warning',
      limit: 0.1,
      details: { count: 20, of: 300 },
    });
    await eventually(async () => {
      expect(await eventsOf('step-drop-off', 'searching/2')).toMatchObject([
        { data: { severity: 'warning', details: { count: 280, of: 300 } } },
      ]);
      expect(await eventsOf('power-user-adoption', 'keen/export')).toMatchObject([
        { data: { severity: 'info', limit: 0.5 } },
      ]);
    }, waiting);
    // Controls: what is used, and what the power users do use.
    expect(await eventsOf('feature-adoption', 'trial')).toEqual([]);
    expect(await eventsOf('power-user-adoption', 'keen/trial')).toEqual([]);
  }, 300_000);
});

describe('the list of alerts', () => {
  it('has the newest first, page by page', async () => {
    const all = (await listed('limit=200')).alerts;
    expect(all.length).toBeGreaterThan(4);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: AlertPage = await listed(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.alerts.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    const times = all.map(({ raisedAt }) => raisedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('is filtered by status, severity, rule and experiment', async () => {
    const [alert] = (await listed('experiment=harmful&rule=guardrail-metric')).alerts;
    expect(alert).toMatchObject({
      status: 'raised',
      asksToPause: true,
      source: 'analytics',
      resolution: null,
    });
    expect((await listed('status=resolved&experiment=resumed')).alerts).toMatchObject([
      { experiment: 'resumed' },
    ]);
    const warnings = (await listed('severity=warning&rule=dimension-overflow')).alerts;
    expect(warnings.map(({ subject }) => subject)).toEqual(['wide/country']);
    const one = await analytics.call('GET', `/api/v1/alerts/${alert?.id ?? ''}`);
    expect(one).toMatchObject({ status: 200, body: alert });
  });

  it('shows a project only what is its own', async () => {
    const { body } = await analytics.call<AlertPage>('GET', '/api/v1/alerts', { project: 'other' });
    expect(body).toEqual({ alerts: [], nextCursor: null });
    const [alert] = (await listed('limit=1')).alerts;
    const foreign = await analytics.call('GET', `/api/v1/alerts/${alert?.id ?? ''}`, { project: 'other' });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'ALERT_NOT_FOUND' } });
  });

  it.each([
    ['status=open', 'status'],
    ['severity=fatal', 'severity'],
    ['rule=Guardrail!', 'rule'],
    ['experiment=a/b', 'experiment'],
    ['cursor=2026', 'cursor'],
    ['cursor=2026-99-99T99:99:99.999Z~0192a000-0000-7000-8000-000000000000', 'cursor'],
    ['limit=0', 'limit'],
    ['limit=1e3', 'limit'],
    ['since=yesterday', 'since'],
  ])('refuses %s, naming the field', async (query, path) => {
    const { status, body } = await analytics.call<{ errors: { path: string }[] }>(
      'GET',
      `/api/v1/alerts?${query}`,
    );
    expect(status).toBe(400);
    expect(body.errors.map((error) => error.path)).toEqual([path]);
  });

  it.each(['nonsense', '0192a000-0000-7000-8000-00000000dead', "';--"])('knows no alert %s', async (id) => {
    const answer = await analytics.call('GET', `/api/v1/alerts/${encodeURIComponent(id)}`);
    expect(answer).toMatchObject({ status: 404, body: { code: 'ALERT_NOT_FOUND' } });
  });
});
