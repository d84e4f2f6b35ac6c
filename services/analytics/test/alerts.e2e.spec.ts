import type { EventEnvelope, Guardrail } from '@assay/contracts';
import { dataProblem, EVENT_TYPES, ExperimentPaused, ExperimentResumed, TOPICS } from '@assay/contracts';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { AlertPage } from '../src/alerts/listing/alert-list.js';
import { acting, AlertsIn } from './support/alerts-in.js';
import { AnalyticsApp } from './support/analytics-app.js';
import { metric, outcome, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const SERVICE = '/api/v1/admin/services/analytics';
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

const listed = async (query: string) =>
  (await analytics.call<AlertPage>('GET', `/api/v1/alerts?${query}`)).body;

describe('a threshold guardrail', () => {
  it('asks for the pause of the experiment as soon as outcomes breach it, once', async () => {
    // Partitions are counted one after the other: it is judged when all of them are in.
    await analytics.bus.publish(guarded('failing', threshold({ minimumOutcomes: 40 })).events);
    await analytics.bus.publish(outcomes('failing', { count: 40, failing: 4 }));
    const alert = await alerts.raised('guardrail-threshold', 'failing/error_rate>0.05/60s');
    expect(alert.data).toEqual({
      rule: 'guardrail-threshold',
      subject: 'failing/error_rate>0.05/60s',
      severity: 'critical',
      message: 'error_rate is 0.1 over 40 outcomes in 60 s, the limit is 0.05',
      value: 0.1,
      limit: 0.05,
      experiment: 'failing',
      run: 1,
      details: { measure: 'error_rate', outcomes: 40, errors: 4, windowSeconds: 60, minimumOutcomes: 40 },
      pause: { run: 1, since: new Date(START).toISOString(), guardrail: 'error_rate' },
      certificate: expect.objectContaining({ experiment: 'failing', verdict: 'pause' }),
    });
    const definition = EVENT_TYPES.get('AlertRaised');
    expect(definition && dataProblem(definition, alert.data)).toBeUndefined();
    await analytics.bus.publish(outcomes('failing', { count: 40, failing: 20 }, 1));
    await analytics.bus.publish([
      ...guarded('other', threshold({})).events,
      ...outcomes('other', { count: 20, failing: 2 }),
    ]);
    await alerts.raised('guardrail-threshold', 'other/error_rate>0.05/60s');
    expect(await alerts.of('guardrail-threshold', 'failing/error_rate>0.05/60s')).toHaveLength(1);
  });

  it('certifies what the pause rests on, for whoever makes the verdict again', async () => {
    const { data } = await alerts.raised('guardrail-threshold', 'failing/error_rate>0.05/60s');
    const verified = async (certificate: unknown) =>
      (
        await analytics.call('POST', `${SERVICE}/certificates/verify`, {
          body: certificate as object,
          role: 'analyst',
        })
      ).body;
    expect(await verified(data.certificate)).toEqual({ valid: true, differences: [] });
    expect(await verified({ ...data.certificate, verdict: 'stay' })).toMatchObject({
      differences: [{ field: 'hash' }, { field: 'verdict', stated: 'stay', recomputed: 'pause' }],
    });
    const { body } = await analytics.call<string>('GET', `${SERVICE}/verify/certificates`, { role: 'admin' });
    const lines = body.trim().split('\n');
    expect(lines.filter((line) => line.includes('"finding"'))).toEqual([]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      byKind: { 'guardrail-threshold': expect.any(Number), 'guardrail-metric': 0 },
    });
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
    await alerts.raised('guardrail-threshold', 'breached/error_rate>0.05/60s');
    const quiet = await Promise.all(
      ['at-limit', 'few', 'old'].map((key) => alerts.of('guardrail-threshold', `${key}/error_rate>0.05/60s`)),
    );
    expect(quiet).toEqual([[], [], []]);
  });

  it('watches latencies as well', async () => {
    const limit = threshold({ measure: 'latency_p95', above: 10_000 });
    await analytics.bus.publish([...guarded('slow', limit).events, ...slow('slow', 10_200)]);
    const { data } = await alerts.raised('guardrail-threshold', 'slow/latency_p95>10000/60s');
    expect(data.value).toBeGreaterThan(10_000);
    // The sketch is accurate to half a percent.
    expect(Math.abs((data.value ?? 0) / 10_200 - 1)).toBeLessThan(0.005);
  });

  it('is over when somebody resumes the experiment, and what happened before does not count again', async () => {
    const story = guarded('resumed', threshold({}));
    const subject = 'resumed/error_rate>0.05/60s';
    await analytics.bus.publish([...story.events, ...outcomes('resumed', { count: 20, failing: 20 })]);
    const first = await alerts.raised('guardrail-threshold', subject);
    const begun = story.events.length;
    story.then(ExperimentPaused, { run: 1, reason: 'guardrail' }, Date.now());
    await analytics.bus.publish(story.events.slice(begun));
    story.then(ExperimentResumed, { run: 1 }, Date.now());
    await analytics.bus.publish(story.events.slice(begun + 1));
    await eventually(async () => expect(await alerts.of('guardrail-threshold', subject)).toHaveLength(2));
    const [, resolved] = await alerts.of('guardrail-threshold', subject);
    expect(resolved).toMatchObject({ type: 'AlertResolved', data: { alert: first.id, value: null } });
    await analytics.bus.publish([
      ...guarded('later', threshold({})).events,
      ...outcomes('later', { count: 20, failing: 2 }),
    ]);
    await alerts.raised('guardrail-threshold', 'later/error_rate>0.05/60s');
    expect(await alerts.of('guardrail-threshold', subject)).toHaveLength(2);
  });
});

describe('a guardrail metric', () => {
  const crash = metric('crash', { direction: 'decrease' });
  const story = (key: string) => guarded(key, { kind: 'metric', metric: crash });

  it('asks for the pause when a variant does certain harm, and not when it may be chance (control)', async () => {
    await analytics.bus.publish([...story('harmful').events, ...story('harmless').events]);
    await analytics.bus.publish([
      ...acting('harmless', 'crash', { control: [1_000, 50], treatment: [1_000, 60] }),
      ...acting('harmful', 'crash', { control: [1_000, 50], treatment: [1_000, 200] }),
    ]);
    const alert = await alerts.raised('guardrail-metric', 'harmful/crash');
    expect(alert.data).toMatchObject({
      rule: 'guardrail-metric',
      limit: 0,
      experiment: 'harmful',
      details: { metric: 'crash', variant: 'treatment' },
      pause: { run: 1, guardrail: 'crash' },
    });
    const snapshots = () => analytics.stored(TOPICS.metrics.name);
    expect((await snapshots()).map(({ id }) => id)).toContain(alert.causationid);
    await eventually(async () => (await snapshots()).some(({ subject }) => subject === 'harmless'));
    expect(await alerts.of('guardrail-metric', 'harmless/crash')).toEqual([]);
  });
});

describe('the list of alerts', () => {
  async function pageByPage(): Promise<readonly string[]> {
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: AlertPage = await listed(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.alerts.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return paged;
  }

  it('has the newest first, page by page', async () => {
    // Another alert may be raised while the pages are turned.
    const all = await eventually(async () => {
      const { alerts: listedAtOnce } = await listed('limit=200');
      expect(await pageByPage()).toEqual(listedAtOnce.map(({ id }) => id));
      return listedAtOnce;
    });
    expect(all.length).toBeGreaterThan(4);
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
    const critical = (await listed('severity=critical&rule=guardrail-metric')).alerts;
    expect(critical.map(({ subject }) => subject)).toEqual(['harmful/crash']);
    expect((await listed('severity=info&rule=guardrail-metric')).alerts).toEqual([]);
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
