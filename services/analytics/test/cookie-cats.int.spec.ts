import type { EventEnvelope } from '@assay/contracts';
import { Random } from '@assay/testing';
import { foldExperiment } from '../src/experiments/experiment.fold.js';
import type { ReportedExperiment } from '../src/experiments/reported-experiment.js';
import { experimentReport } from '../src/reports/experiment-report.js';
import { visibleSlots } from '../src/engine/storage/definitions.js';
import { STANDARD_DEFAULTS } from '../src/reports/recommendation/recommendation-defaults.js';
import { NO_DAYS } from '../src/reports/read/day-sums.js';
import { knownRun } from '../src/reports/read/listed-cells.js';
import { readRunSums } from '../src/reports/read/run-sums.js';
import type { Player } from './support/cookie-cats.js';
import {
  CAP,
  cookieCatsDefinition,
  cookieCatsEvents,
  cookieCatsPlayers,
  cookieCatsStory,
  describeCookieCats,
} from './support/cookie-cats.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

async function reportOf(engine: TestEngine) {
  const experiment = cookieCatsStory.events.reduce<ReportedExperiment | undefined>(
    (state, event) => foldExperiment(state, event as Parameters<typeof foldExperiment>[1]),
    undefined,
  );
  if (experiment === undefined) throw new TypeError('the story creates no experiment');
  const run = knownRun(experiment, { project: 'default', experiment: 'cookie-cats', run: 1 });
  const slots = await visibleSlots(engine.reader, run, 1);
  const sums = await readRunSums(engine.reader, run, slots);
  return experimentReport(experiment, sums, {
    run: 1,
    coverage: { completeTo: null, positions: [] },
    slots,
    days: NO_DAYS,
    now: 0,
    defaults: STANDARD_DEFAULTS,
  });
}

const AMOUNTS: readonly (readonly [string, (player: Player) => number])[] = [
  ['retention_1', ({ day1 }) => Number(day1)],
  ['retention_7', ({ day7 }) => Number(day7)],
  ['sum_gamerounds', ({ rounds }) => rounds],
  ['capped_gamerounds', ({ rounds }) => Math.min(rounds, CAP)],
];

/** What lies in one bucket differs by a hundredth. */
const BUCKET_WIDTH = 0.01;
const NOTHING = { n: 0, mean: NaN, variance: NaN };

/** The plain way: two passes over all values. */
function sample(values: readonly number[]) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return { n, mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) };
}

/** A quarter of a million events take their time on a busy machine. */
const PATIENCE_MS = 600_000;

describeCookieCats('Cookie Cats through the engine', () => {
  const engineWith = testEngines();
  let events: readonly EventEnvelope[];
  let engine: TestEngine;

  beforeAll(async () => {
    events = cookieCatsEvents();
    engine = await engineWith({ batchSize: 5_000 });
    await engine.define([cookieCatsDefinition]);
    await engine.deliver(events);
  }, PATIENCE_MS);

  it('gives the figures that the data set is known by', async () => {
    const { variants, metrics, srm } = await reportOf(engine);
    expect(variants.map(({ key, units }) => [key, units])).toEqual([
      ['gate_30', 44_700],
      ['gate_40', 45_489],
    ]);
    const [retention7, retention1, rounds] = metrics.map((metric) => metric.variants);
    expect(retention7?.map(({ mean }) => mean?.toPrecision(6))).toEqual(['0.190201', '0.182000']);
    expect(retention7?.[1]?.comparison).toMatchObject({
      zStatistic: expect.closeTo(-3.164359, 6),
      pValue: expect.closeTo(0.00155425, 8),
      interval: [expect.closeTo(-0.01328155, 8), expect.closeTo(-0.00312104, 8)],
    });
    expect(retention1?.[1]?.comparison).toMatchObject({
      zStatistic: expect.closeTo(-1.784086, 6),
      pValue: expect.closeTo(0.0744097, 7),
    });
    expect(rounds?.[1]?.comparison).toMatchObject({
      tStatistic: expect.closeTo(-0.885437, 6),
      pValue: expect.closeTo(0.375924, 6),
    });
    expect(srm).toMatchObject({ pValue: expect.closeTo(0.00860799, 8), alarm: false });
  });

  it('gives what is computed from the file itself, for every type of metric', async () => {
    const players = cookieCatsPlayers();
    const arms = ['gate_30', 'gate_40'].map((key) => players.filter(({ variant }) => variant === key));
    const { metrics } = await reportOf(engine);
    const reported = (key: string) => metrics.find((metric) => metric.key === key)?.variants ?? [];
    for (const [key, amount] of AMOUNTS) {
      const samples = arms.map((arm) => sample(arm.map(amount)));
      expect(reported(key).map(({ value }) => value)).toEqual(
        samples.map(({ mean }) => expect.closeTo(mean, 10) as unknown),
      );
      const comparison = reported(key)[1]?.comparison;
      const [control = NOTHING, treatment = NOTHING] = samples;
      expect(comparison?.difference).toBeCloseTo(treatment.mean - control.mean, 10);
      const se = Math.sqrt(control.variance / control.n + treatment.variance / treatment.n);
      // The interval of a proportion has n in its variance, not n - 1.
      expect((comparison?.standardError ?? NaN) / se).toBeCloseTo(1, 4);
    }
    const medians = arms.map((arm) => arm.map(({ rounds }) => rounds).sort((a, b) => a - b));
    reported('median_gamerounds').forEach(({ value, interval }, i) => {
      const sorted = medians[i] ?? [];
      const half = 0.98 * Math.sqrt(sorted.length);
      expect(Math.abs((value ?? NaN) / (sorted[sorted.length >> 1] ?? NaN) - 1)).toBeLessThan(BUCKET_WIDTH);
      const ends = [-half, half].map((off) => sorted[Math.round(sorted.length / 2 + off)] ?? NaN);
      ends.forEach((end, side) => {
        expect(Math.abs((interval?.[side] ?? NaN) / end - 1)).toBeLessThan(0.02);
      });
    });
  });

  it('gives the identical model shuffled, on four partitions, with the definition last', async () => {
    const some = events.slice(0, 12_000);
    const one = await engineWith({ batchSize: 5_000 });
    await one.define([cookieCatsDefinition]);
    await one.deliver(some);
    const other = await engineWith({ batchSize: 3_000, partitions: 4 });
    await other.deliver(new Random(5).shuffled(some));
    await other.define([cookieCatsDefinition]);
    expect(await other.hash()).toBe(await one.hash());
  });

  it('stays as it is when events come again, from all over the file', async () => {
    const hash = await engine.hash();
    await engine.deliver(events.filter((_, place) => place % 9 === 0));
    expect(await engine.hash()).toBe(hash);
  });
});
