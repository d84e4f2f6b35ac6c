import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope, MetricsSnapshot } from '@assay/contracts';
import { ExperimentPaused, TOPICS } from '@assay/contracts';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { ExperimentReport } from '../src/index.js';
import { AnalyticsApp } from './support/analytics-app.js';
import { exposure, HOUR, interaction, metric, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const SIMPLE = metric('bought', { event: 'purchase', windowHours: null });
const OPEN = metric('kept', { event: 'purchase', windowHours: 24 * 3_650 });
const KEYS = ['simple', 'open'] as const;
const PATH = '/api/v1/reports/experiments';

/** So many units of each variant, of whom every second one buys. */
const traffic = (experiment: string, from: number, count: number): readonly EventEnvelope[] =>
  Array.from({ length: count }, (_, at) => from + at).flatMap((number) => {
    const unit = `${experiment}-${String(number)}`;
    const variant = number % 2 === 0 ? 'control' : 'treatment';
    const seen = exposure({ unit, time: START, experiment, variant });
    return number % 4 < 2 ? [seen, interaction({ unit, time: START + HOUR, name: 'purchase' })] : [seen];
  });

const unitsIn = ({ variants }: ExperimentReport): number =>
  variants.reduce((sum, { units }) => sum + units, 0);

describe('reports of a moment of the past', () => {
  let database: TestDatabase;
  let analytics: AnalyticsApp;
  let before: string;
  let then: string;
  const reports = new Map<string, ExperimentReport>();

  const now = async (): Promise<string> => {
    await sleep(3);
    const instant = new Date().toISOString();
    await sleep(3);
    return instant;
  };
  const past = (key: string, query: string) =>
    analytics.call<ExperimentReport>('GET', `${PATH}/${key}?${query}`);
  const counted = (key: string, units: number) =>
    analytics.answering<ExperimentReport>(`${PATH}/${key}`, (body) => expect(unitsIn(body)).toBe(units));

  beforeAll(async () => {
    database = await createTestDatabase();
    analytics = await AnalyticsApp.start(database.url);
    before = await now();
    const stories = [
      ExperimentStory.running('simple', { primary: SIMPLE }),
      ExperimentStory.running('open', { primary: OPEN }),
    ];
    await analytics.bus.publish(stories.flatMap(({ events }) => events));
    for (const key of KEYS) {
      await analytics.bus.publish(traffic(key, 0, 40));
      await counted(key, 40);
    }
    await eventually(
      async () => {
        const snapshots = (await analytics.stored(TOPICS.metrics.name)) as readonly MetricsSnapshot[];
        for (const key of KEYS) {
          const last = snapshots.findLast(({ data }) => data.experiment === key);
          expect(last?.data.variants.reduce((sum, { units }) => sum + units, 0)).toBe(40);
        }
      },
      { timeoutMs: 30_000 },
    );
    for (const key of KEYS)
      reports.set(key, (await analytics.call<ExperimentReport>('GET', `${PATH}/${key}`)).body);
    then = await now();
    for (const key of KEYS) {
      await analytics.bus.publish(traffic(key, 40, 20));
      await counted(key, 60);
    }
  });
  afterAll(async () => {
    await analytics.stop();
    await database.drop();
  });

  it.each(KEYS)('are what they were: experiment %s', async (key) => {
    const { status, body } = await past(key, `asOf=${then}`);
    expect(status).toBe(200);
    const { coverage: _now, recommendation: _live, ...live } = reports.get(key) ?? {};
    expect(body).toMatchObject(live);
    expect(Date.parse(body.coverage.completeTo ?? '')).toBeLessThanOrEqual(Date.parse(then));
  });

  it('are the same from a snapshot and from the log, to the last digit', async () => {
    const [kept, again] = [
      await past('simple', `asOf=${then}`),
      await past('simple', `asOf=${then}&source=log`),
    ];
    expect(again.status).toBe(200);
    expect(again.body).toEqual(kept.body);
  });

  it('are listed as they were: those there were, with the status of then', async () => {
    const keysAt = async (query: string) => {
      const { body } = await analytics.call<{ experiments: { key: string; status: string }[] }>(
        'GET',
        `${PATH}?${query}`,
      );
      return body.experiments.map(({ key, status }) => `${key} ${status}`);
    };
    expect(await keysAt(`asOf=${before}`)).toEqual([]);
    expect(await keysAt(`asOf=${then}`)).toEqual(['open running', 'simple running']);
    expect(await keysAt(`asOf=${then}&limit=1`)).toEqual(['open running']);
    const [paused] = ExperimentStory.running('open', { primary: OPEN })
      .then(ExperimentPaused, { run: 1, reason: 'a look at it' })
      .events.slice(-1);
    await analytics.bus.publish(paused === undefined ? [] : [paused]);
    await eventually(async () => expect(await keysAt('limit=9')).toContain('open paused'));
    expect(await keysAt(`asOf=${then}`)).toEqual(['open running', 'simple running']);
    expect(await analytics.call('GET', `${PATH}?asOf=2199-01-01T00:00:00Z`)).toMatchObject({
      status: 400,
      body: { code: 'INSTANT_IN_FUTURE' },
    });
  });

  it('may be asked from every side', async () => {
    const series = await analytics.call('GET', `${PATH}/simple/sample-ratio?asOf=${then}`);
    expect(series.status).toBe(200);
    expect(JSON.stringify(series.body)).toContain('20');
  });

  it('were not there before the experiment was, and are not known of the future', async () => {
    expect(await past('simple', `asOf=${before}`)).toMatchObject({
      status: 404,
      body: { code: 'EXPERIMENT_NOT_FOUND', errors: [{ path: 'asOf', value: before }] },
    });
    expect(await past('simple', 'asOf=2199-01-01T00:00:00Z')).toMatchObject({
      status: 400,
      body: { code: 'INSTANT_IN_FUTURE' },
    });
    expect(await past('simple', 'asOf=yesterday')).toMatchObject({ status: 400 });
  });
});
