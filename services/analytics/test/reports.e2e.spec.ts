import type { EventEnvelope, MetricsSnapshot } from '@assay/contracts';
import { dataProblem, MetricsSnapshot as SnapshotDefinition, TOPICS } from '@assay/contracts';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { ExperimentReport } from '../src/index.js';
import { AnalyticsApp } from './support/analytics-app.js';
import { exposure, HOUR, interaction, metric, outcome, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const METRICS = {
  primary: metric('bought', { event: 'purchase', windowHours: 24 }),
  secondary: [metric('spent', { event: 'purchase', type: 'mean' })],
};
const REPORT = '/api/v1/reports/experiments/checkout';

/** Forty units: every second one of control buys, three of four of treatment; one unit saw both. */
function traffic(): readonly EventEnvelope[] {
  const events: EventEnvelope[] = [];
  for (let number = 0; number < 40; number += 1) {
    const unit = `u${String(number)}`;
    const variant = number % 2 === 0 ? 'control' : 'treatment';
    events.push(exposure({ unit, time: START, experiment: 'checkout', variant }));
    const buys = variant === 'control' ? number % 4 === 0 : number % 8 !== 1;
    if (buys) events.push(interaction({ unit, time: START + HOUR, name: 'purchase', value: '2.5' }));
    if (number < 3) events.push(outcome({ unit, time: START + HOUR, success: false }));
  }
  const both = { unit: 'both', time: START, experiment: 'checkout' };
  return [...events, exposure({ ...both, variant: 'control' }), exposure({ ...both, variant: 'treatment' })];
}

const unitsOf = ({ variants }: ExperimentReport) => variants.map(({ key, units }) => [key, units]);

let database: TestDatabase;
let analytics: AnalyticsApp;

beforeAll(async () => {
  database = await createTestDatabase();
  analytics = await AnalyticsApp.start(database.url);
  // The definition comes after the traffic: it makes no difference.
  await analytics.bus.publish(traffic());
  const empty = ExperimentStory.running('empty', METRICS);
  const draft = new ExperimentStory('draft').created({ primary: null });
  const story = ExperimentStory.running('checkout', METRICS);
  await analytics.bus.publish([...story.events, ...empty.events, ...draft.events]);
});
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

describe('the report of an experiment', () => {
  it('tells units, conversions, means and comparisons of every variant', async () => {
    const report = await analytics.answering<ExperimentReport>(REPORT, (body) => {
      expect(unitsOf(body)).toEqual([
        ['control', 20],
        ['treatment', 20],
      ]);
      expect(body.metrics[0]?.variants[1]?.conversions).toBe(15);
    });
    expect(report.experiment).toEqual({
      key: 'checkout',
      number: 1,
      name: 'checkout',
      status: 'running',
      winner: null,
      run: 1,
      origin: 'assigned',
    });
    expect(report.excludedUnits).toBe(1);
    expect(report.variants.map(({ unitsWithError }) => unitsWithError)).toEqual([2, 1]);
    const [bought, spent] = report.metrics;
    expect(bought?.variants[1]?.comparison?.difference).toBeCloseTo(0.25, 12);
    expect(bought?.variants[1]?.comparison).toHaveProperty(
      'zStatistic',
      expect.closeTo(1.6329931618554523, 9),
    );
    expect(spent?.variants.map(({ sum, mean, conversions }) => [sum, mean, conversions])).toEqual([
      [25, 1.25, null],
      [37.5, 1.875, null],
    ]);
    expect(spent?.variants[1]?.comparison).toHaveProperty('df', expect.any(Number));
    expect(report.srm).toMatchObject({ chi2: 0, df: 1, pValue: 1, alarm: false });
  });

  it('says how much of the log it covers', async () => {
    const { coverage } = await analytics.answering<ExperimentReport>(REPORT, (body) => {
      expect(body.coverage.completeTo).not.toBeNull();
    });
    const interactions = coverage.positions.filter(({ topic }) => topic === TOPICS.interactions.name);
    expect(interactions).toHaveLength(3);
    expect(interactions.reduce((sum, { offset }) => sum + offset, 0)).toBe(traffic().length);
  });

  it.each(['empty', 'draft'])('is complete, with nulls, where there is nothing yet: %s', async (key) => {
    const { status, body } = await analytics.call<ExperimentReport>(
      'GET',
      `/api/v1/reports/experiments/${key}`,
    );
    expect(status).toBe(200);
    expect(body.srm.pValue).toBeNull();
    expect(body.metrics.flatMap(({ variants }) => variants.map(({ mean }) => mean))).toEqual(
      key === 'empty' ? [null, null, null, null] : [],
    );
  });

  it.each([
    ['an experiment nobody knows', '/api/v1/reports/experiments/nobody', 404, 'EXPERIMENT_NOT_FOUND'],
    ['a key that is none', '/api/v1/reports/experiments/%00%ff', 400, undefined],
    ['a run that has not been', `${REPORT}?run=2`, 404, 'RUN_NOT_FOUND'],
    ['a run that is no number', `${REPORT}?run=x`, 400, 'VALIDATION_FAILED'],
    ['an unknown parameter', `${REPORT}?runs=1`, 400, 'VALIDATION_FAILED'],
    ['a limit out of bounds', '/api/v1/reports/experiments?limit=0', 400, 'VALIDATION_FAILED'],
  ])('refuses %s', async (_, url, status, code) => {
    const answer = await analytics.call('GET', url);
    expect(answer.status).toBe(status);
    if (code !== undefined) expect(answer.body['code']).toBe(code);
  });

  it('does not show one project to another', async () => {
    expect((await analytics.call('GET', REPORT, { project: 'other' })).status).toBe(404);
  });
});

describe('the list of experiments', () => {
  it('comes in pages', async () => {
    type Page = { experiments: { key: string }[]; nextCursor: string | null };
    const path = '/api/v1/reports/experiments?limit=2';
    const first = (await analytics.call<Page>('GET', path)).body;
    const second = (await analytics.call<Page>('GET', `${path}&cursor=${String(first.nextCursor)}`)).body;
    expect(first.experiments.map(({ key }) => key)).toEqual(['checkout', 'draft']);
    expect(second).toMatchObject({ experiments: [{ key: 'empty' }], nextCursor: null });
  });
});

describe('snapshots', () => {
  const taken = async () =>
    (await analytics.stored(TOPICS.metrics.name)).filter(
      (event): event is MetricsSnapshot => event.subject === 'checkout',
    );

  it('put the sums into the log, with what they cover and what they are judged by', async () => {
    const snapshot = await eventually(async () => {
      const last = (await taken()).at(-1);
      expect(last?.data.variants.map(({ units }) => units)).toEqual([20, 20]);
      return last;
    });
    expect(dataProblem(SnapshotDefinition, snapshot?.data)).toBeUndefined();
    expect(snapshot?.data).toMatchObject({
      experiment: 'checkout',
      run: 1,
      design: { control: 'control', primaryMetric: 'bought', plannedUnits: null },
      excludedUnits: 1,
      firstExposureAt: new Date(START).toISOString(),
      lastEventAt: new Date(START + HOUR).toISOString(),
      variants: [
        {
          variant: 'control',
          phase: 1,
          unitsWithError: 2,
          metrics: [
            { metric: 'bought', n: 20, sum: '10', sumSquares: '10' },
            { metric: 'spent', n: 20, sum: '25', sumSquares: '62.5' },
          ],
        },
        { variant: 'treatment', unitsWithError: 1 },
      ],
    });
    expect(snapshot?.data.offsets).toHaveLength(9);
  });

  it('are not taken of a run in which nothing was counted', async () => {
    expect(
      (await analytics.stored(TOPICS.metrics.name)).filter(({ subject }) => subject === 'empty'),
    ).toEqual([]);
  });
});

describe('a rebuild', () => {
  const service = '/api/v1/admin/services/analytics/projections';
  type Listed = { name: string; generation: number; hash: { hash: string } };
  const engine = async (): Promise<Listed | undefined> => {
    const { body } = await analytics.call<{ projections: Listed[] }>('GET', `${service}?hash=true`);
    return body.projections.find(({ name }) => name === 'engine');
  };

  it('gives the identical model, and reads go on meanwhile', async () => {
    const before = await engine();
    expect((await analytics.call('POST', `${service}/engine/rebuild`, { role: 'admin' })).status).toBe(202);
    await eventually(async () => {
      const { status } = await analytics.call('GET', REPORT);
      expect(status).toBe(200);
      expect((await engine())?.generation).toBeGreaterThan(before?.generation ?? 0);
    });
    expect((await engine())?.hash.hash).toBe(before?.hash.hash);
  });
});
