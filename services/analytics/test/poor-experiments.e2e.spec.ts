import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import type { ExperimentReport } from '../src/index.js';
import { AnalyticsApp } from './support/analytics-app.js';
import { dimension, exposure, HOUR, interaction, metric, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';
import { SHOP_METRICS } from './support/shop.js';

const PATH = '/api/v1/reports/experiments';

let database: TestDatabase;
let analytics: AnalyticsApp;

const get = <Body = Record<string, unknown>>(url: string) => analytics.call<Body>('GET', `${PATH}${url}`);

/** Experiments that have hardly anything to say, each in its own way. */
const POOR = {
  nobody: { metrics: SHOP_METRICS, events: [] },
  alone: {
    metrics: { primary: metric('bought') },
    weights: { control: 1 },
    events: [exposure({ unit: 'a1', time: START, experiment: 'alone', variant: 'control' })],
  },
  same: {
    metrics: {
      primary: metric('bought', { event: 'buy' }),
      secondary: [
        metric('spent', { event: 'buy', type: 'mean' }),
        metric('never', { type: 'mean' }),
        metric('share', { event: 'buy', type: 'ratio', denominator: { event: 'nothing' } }),
        metric('middle', { event: 'nothing', type: 'quantile' }),
      ],
    },
    events: ['s1', 's2', 's3', 's4'].flatMap((unit, i) => [
      exposure({ unit, time: START, experiment: 'same', variant: i % 2 === 0 ? 'control' : 'treatment' }),
      interaction({ unit, time: START + HOUR, name: 'buy', value: '5' }),
    ]),
  },
  crowded: {
    metrics: { primary: metric('bought', { event: 'buy' }) },
    events: Array.from({ length: 82 }, (_, number) =>
      exposure({
        unit: `c${String(number)}`,
        time: START,
        experiment: 'crowded',
        variant: ['control', 'treatment'][number] ?? `junk-${String(number)}`,
      }),
    ),
  },
} as const;

beforeAll(async () => {
  database = await createTestDatabase();
  analytics = await AnalyticsApp.start(database.url);
  await analytics.bus.publish([
    dimension('country', 1),
    ...new ExperimentStory('draft').created(SHOP_METRICS).events,
  ]);
  for (const [key, { metrics, events, ...rest }] of Object.entries(POOR)) {
    const weights = 'weights' in rest ? rest.weights : undefined;
    await analytics.bus.publish([...ExperimentStory.running(key, metrics, weights).events, ...events]);
  }
  await analytics.answering<ExperimentReport>(`${PATH}/same`, (body) => {
    const spent = body.metrics.find(({ key }) => key === 'spent')?.variants;
    expect(spent?.map(({ value }) => value)).toEqual([5, 5]);
    expect(body.variants.map(({ units }) => units)).toEqual([2, 2]);
  });
  await analytics.answering<ExperimentReport>(`${PATH}/crowded`, ({ exclusions }) => {
    expect(exclusions.reduce((sum, { units }) => sum + units, 0)).toBe(80);
  });
  await analytics.answering<ExperimentReport>(`${PATH}/alone`, (body) => {
    expect(body.variants.map(({ units }) => units)).toEqual([1]);
  });
}, 120_000);
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

/** Nothing but finite numbers, words and null. */
function expectSound(body: unknown): void {
  JSON.stringify(body, (_, value: unknown) => {
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    return value;
  });
}

const FIGURES = ['value', 'interval', 'difference', 'lift', 'pValue', 'weightedMean', 'detectableEffect'];

/** Figures that are null, and neither they nor what they stand in says why. */
function wordless(body: unknown, path = '', explained = false): readonly string[] {
  if (typeof body !== 'object' || body === null) return [];
  const why = explained || 'reason' in body;
  return Object.entries(body).flatMap(([key, value]) =>
    value === null && FIGURES.includes(key) && !why
      ? [`${path}/${key}`]
      : wordless(value, `${path}/${key}`, why),
  );
}

describe('experiments that have hardly anything to say', () => {
  const VIEWS = ['', '/series', '/sample-ratio', '/power', '/novelty', '/aa-check', '/arms'];
  const cases = Object.keys(POOR).flatMap((key) => VIEWS.map((view) => [key, view] as const));

  it.each(cases)('answer in words and null: /%s%s', async (key, view) => {
    const { status, body } = await get(`/${key}${view}`);
    expect(status).toBe(200);
    expectSound(body);
    expect(wordless(body)).toEqual([]);
    const page = await analytics.text(`${PATH}/${key}${view}?format=html`);
    expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/);
  });

  it('say why there is no value and no comparison', async () => {
    const { body } = await get<ExperimentReport>('/same');
    const reasons = Object.fromEntries(
      body.metrics.map(({ key, variants }) => [key, variants[1]?.comparison?.reason ?? variants[1]?.reason]),
    );
    expect(reasons).toEqual({
      bought: 'zero-variance',
      spent: 'zero-variance',
      never: 'zero-variance',
      share: 'zero-denominator',
      middle: expect.any(String),
    });
    expect(body.metrics.find(({ key }) => key === 'never')?.variants[1]?.comparison?.lift).toBeNull();
    expect(body.recommendation.recommendation).toBe('INCONCLUSIVE');
  });

  it('that were never started have nothing in any view', async () => {
    for (const view of [...VIEWS, '/breakdown']) {
      const { status, body } = await get(`/draft${view}`);
      expect([view, status]).toEqual([view, 200]);
      expectSound(body);
      expect(body['experiment']).toMatchObject({ key: 'draft', run: null });
    }
  });

  it('name some of the variants that they do not have, and count the others', async () => {
    const exclusions = [
      { reason: 'seen in more than one variant', units: 0 },
      { reason: 'seen in a variant that the experiment does not have', units: 50 },
      { reason: expect.stringMatching(/^seen in further variants and phases/), units: 30 },
    ];
    const { body } = await get<ExperimentReport>('/crowded');
    expect(body.variants.map(({ units }) => units)).toEqual(new Array<number>(52).fill(1));
    expect(body.exclusions).toEqual(exclusions);
    for (const view of VIEWS) expect((await get(`/crowded${view}`)).body).toMatchObject({ exclusions });
  });

  it('say that one variant cannot be compared', async () => {
    const { body } = await get<ExperimentReport>('/alone');
    expect(body.metrics[0]?.variants.map(({ comparison }) => comparison)).toEqual([null]);
    expect(body.srm).toMatchObject({ pValue: null, reason: 'too-few-arms' });
    expect(body.recommendation.reasons.map(({ code }) => code)).toContain('one-variant');
  });
});
