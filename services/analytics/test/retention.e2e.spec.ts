import type { EventEnvelope } from '@assay/contracts';
import { ExperimentConcluded } from '@assay/contracts';
import type { ModelHash } from '@assay/projections';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { ExperimentReport } from '../src/index.js';
import type { RawEventsView } from '../src/retention/raw-events.js';
import { RetentionSweep } from '../src/retention/retention.sweep.js';
import { AnalyticsApp } from './support/analytics-app.js';
import { exposure, HOUR, interaction, metric, metricSet, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const REPORTS = '/api/v1/reports/experiments';
const RAW_EVENTS = '/api/v1/admin/analytics/raw-events';
const PROJECTIONS = '/api/v1/admin/services/analytics/projections';
const DAY = 24 * HOUR;
const METRICS = {
  primary: metric('bought', { event: 'buy' }),
  secondary: [metric('spent', { event: 'buy', type: 'mean' })],
};
const visits = (experiment: string, time: number): readonly EventEnvelope[] =>
  Array.from({ length: 40 }, (_, number) => {
    const unit = `${experiment}-${String(number)}`;
    return [
      exposure({ unit, time, experiment, variant: number % 2 === 0 ? 'control' : 'treatment' }),
      interaction({ unit, time: time + HOUR, name: 'buy', value: String(number) }),
    ];
  }).flat();

let database: TestDatabase;
let analytics: AnalyticsApp;
beforeAll(async () => {
  database = await createTestDatabase();
  analytics = await AnalyticsApp.start(database.url, { RAW_EVENTS_RETENTION_DAYS: '30' });
}, 120_000);
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

const figures = ({ variants, metrics, excludedUnits }: ExperimentReport) => ({
  variants,
  metrics,
  excludedUnits,
});
const engineHash = async (): Promise<string | undefined> => {
  const { body } = await analytics.call<{
    projections: readonly { readonly name: string; readonly hash: ModelHash }[];
  }>('GET', `${PROJECTIONS}?hash=true`);
  return body.projections.find(({ name }) => name === 'engine')?.hash.hash;
};

it('drops the raw events of a run that is long over, and keeps its figures, also over a rebuild', async () => {
  const old = ExperimentStory.running('old', METRICS).then(
    ExperimentConcluded,
    { run: 1, winner: null, reason: 'it is over', concludedAt: new Date(START + DAY).toISOString() },
    START + DAY,
  );
  const going = ExperimentStory.running('going', METRICS);
  await analytics.bus.publish([
    ...old.events,
    ...going.events,
    ...visits('old', START),
    ...visits('going', START + 150 * DAY),
  ]);
  const whole = await analytics.answering<ExperimentReport>(`${REPORTS}/old`, ({ metrics, coverage }) => {
    expect(metrics[1]?.variants.map(({ value }) => value)).toEqual([19, 20]);
    expect(coverage.note).toBeUndefined();
  });
  await analytics.answering<ExperimentReport>(`${REPORTS}/going`, ({ metrics }) => {
    expect(metrics[1]?.variants.map(({ value }) => value)).toEqual([19, 20]);
  });
  await eventually(async () => {
    await analytics.get(RetentionSweep).run();
    const { body } = await analytics.call<RawEventsView>('GET', RAW_EVENTS);
    expect(body.parts[0]?.isEmptied).toBe(true);
  });
  const { body: view } = await analytics.call<RawEventsView>('GET', RAW_EVENTS);
  const keptFrom = new Date(START + 150 * DAY).toISOString();
  expect(view).toMatchObject({ retentionDays: 30, keptFrom, closedRuns: 1 });
  expect(view.heldBy).toMatchObject({ experiment: 'going', run: 1, firstExposure: keptFrom });
  expect(view.parts.map(({ isEmptied }) => isEmptied)).toEqual([true, false]);

  const looking = (preDays: number) =>
    analytics.call('PUT', '/api/v1/admin/analytics/experiments/going/metrics/adjusted', {
      role: 'editor',
      body: { type: 'mean', event: 'buy', cuped: { preDays } },
    });
  expect(await looking(14)).toMatchObject({
    status: 409,
    body: { code: 'HISTORY_DROPPED', errors: [{ path: 'cuped.preDays', value: 14, message: 'at most 0' }] },
  });

  const late = metricSet('old', 1, metric('late', { event: 'buy', type: 'count' }));
  await analytics.bus.publish([
    late,
    interaction({ unit: 'old-0', time: START + 2 * HOUR, name: 'buy', value: '7' }),
    exposure({ unit: 'old-0', time: START + 160 * DAY, experiment: 'old', variant: 'treatment' }),
    exposure({ unit: 'new', time: START + 2 * HOUR, experiment: 'going', variant: 'control' }),
  ]);
  await analytics.answering<RawEventsView>(RAW_EVENTS, ({ expiredEvents }) => {
    expect(expiredEvents).toBe(3);
  });
  const { body: after } = await analytics.call<ExperimentReport>('GET', `${REPORTS}/old`);
  expect(figures(after)).toEqual(figures(whole));
  expect(after.coverage.eventsFrom).toBe(keptFrom);
  expect(after.coverage.note).toContain('Run 1 is closed');
  expect(after.exclusions.at(-1)).toMatchObject({ units: 0, events: 1 });
  expect(await analytics.text(`${REPORTS}/old?format=html`)).toContain('1 event of this run that came');
  const { body: problem, status } = await analytics.call('GET', `${REPORTS}/old/explain-metric?unit=old-0`, {
    role: 'analyst',
  });
  expect([status, problem['code']]).toEqual([404, 'RUN_CLOSED']);

  const hash = await engineHash();
  await analytics.call('POST', `${PROJECTIONS}/engine/rebuild`, { role: 'admin' });
  await eventually(async () => {
    const { body } = await analytics.call('GET', `${PROJECTIONS}/engine/rebuild`);
    expect(body['state']).toBe('done');
  });
  expect(await engineHash()).toBe(hash);
  const { body: rebuilt } = await analytics.call<ExperimentReport>('GET', `${REPORTS}/old`);
  expect(figures(rebuilt)).toEqual(figures(whole));
});
