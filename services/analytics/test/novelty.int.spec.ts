import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import { Random } from '@assay/testing';
import { visibleSlots } from '../src/engine/storage/definitions.js';
import type { NoveltyReport } from '../src/reports/novelty/novelty.js';
import type { NoveltyAsked } from '../src/reports/novelty/novelty-report.js';
import { noveltyReport } from '../src/reports/novelty/novelty-report.js';
import { knownRun } from '../src/reports/read/listed-cells.js';
import type { ReportSubject } from '../src/reports/read/report-subject.js';
import {
  experimentCreated,
  exposure,
  HOUR,
  interaction,
  metric,
  metricDays,
  START,
} from './support/events.js';
import { reportedExperiment } from './support/reported-experiment.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

const DAY = 24 * HOUR;
const DAYS = 6;
const UNITS_A_DAY = 40;
const PARTITIONS = 2;
const RUN = { project: 'default', experiment: 'e', run: 1 };
const SPENT = metric('spent', { type: 'mean', event: 'buy' });
const DEFINITION = experimentCreated('e', { primary: SPENT });
const BY_DAY = metricDays('e', 1, 'spent', DAYS);

/** Relative effect on units that arrive on a day, on a day since their exposure. */
type Effect = (arrival: number, since: number) => number;
const wearsOff: Effect = (_, since) => 0.6 * 0.5 ** since;
/** Those who come later take to it, and stay with it: nothing wears off. */
const otherAudience: Effect = (arrival) => 0.1 * arrival;

/** Units that arrive over six days and buy once on each day of ten, the treated ones for more. */
function eventsOf(effect: Effect): readonly EventEnvelope[] {
  const random = new Random(3);
  return Array.from({ length: DAYS * UNITS_A_DAY }, (_, number) => {
    const [arrival, unit] = [Math.floor(number / UNITS_A_DAY), `u${String(number)}`];
    const variant = number % 2 === 0 ? 'a' : 'b';
    const time = START + arrival * DAY + (number % UNITS_A_DAY) * 60_000;
    const bought = Array.from({ length: 10 - arrival }, (__, since) => {
      const value = (10 + random.below(5)) * (variant === 'a' ? 1 : 1 + effect(arrival, since));
      return interaction({ unit, time: time + since * DAY, name: 'buy', value: value.toFixed(2) });
    });
    return [exposure({ unit, time, experiment: 'e', variant }), ...bought];
  }).flat();
}

const engineWith = testEngines();

async function engineOf(effect: Effect, definitions: readonly EventEnvelope[]): Promise<TestEngine> {
  const engine = await engineWith({ partitions: PARTITIONS });
  await engine.deliver(eventsOf(effect));
  await engine.define(definitions);
  return engine;
}

/** At the end of the eighth day. */
async function noveltyOf(engine: TestEngine, asked: NoveltyAsked = {}): Promise<NoveltyReport> {
  const slots = await visibleSlots(engine.reader, RUN, PARTITIONS);
  const positions = Array.from({ length: PARTITIONS }, (_, partition) => ({
    ...{ topic: TOPICS.interactions.name, partition, offset: 0 },
  }));
  const experiment = reportedExperiment({ key: 'e', primaryMetric: 'spent', metrics: [SPENT] });
  const subject = {
    ...{ experiment, run: knownRun(experiment, RUN), slots, model: engine.reader },
    coverage: { completeTo: new Date(START + 7 * DAY + 23 * HOUR).toISOString(), positions },
  } as unknown as ReportSubject;
  return (await noveltyReport(subject, asked)).report;
}

describe('an effect that wears off', () => {
  it('is told from a stable one by what happens on each day', async () => {
    const engine = await engineOf(wearsOff, [DEFINITION, BY_DAY]);
    const { by, variants } = await noveltyOf(engine);
    const [treatment] = variants;
    expect(by).toBe('days');
    expect(treatment?.pattern).toBe('novelty');
    const lifts = treatment?.days.map(({ lift }) => lift ?? 0) ?? [];
    expect(lifts).toHaveLength(DAYS);
    lifts.forEach((lift, since) => expect(Math.abs(lift - wearsOff(0, since))).toBeLessThan(0.1));
  });

  it('counts in a day only those for whom it is over', async () => {
    const engine = await engineOf(wearsOff, [DEFINITION, BY_DAY]);
    const [treatment] = (await noveltyOf(engine)).variants;
    expect(treatment?.days.map(({ day, units }) => [day, units])).toEqual([
      [0, 240],
      [1, 200],
      [2, 160],
      [3, 120],
      [4, 80],
      [5, 40],
    ]);
  });
});

describe('another audience, with an effect that stays', () => {
  it('has no trend among the same units', async () => {
    const engine = await engineOf(otherAudience, [DEFINITION, BY_DAY]);
    const [treatment] = (await noveltyOf(engine)).variants;
    expect(treatment).toMatchObject({ pattern: 'steady', trendOver: { days: 5, units: 80 } });
    // Control: day by day among whoever has had the day, the effect falls, as the later ones drop out.
    const lifts = treatment?.days.map(({ lift }) => lift ?? 0) ?? [];
    expect((lifts[0] ?? 0) - (lifts[5] ?? 0)).toBeGreaterThan(0.15);
  });

  it('looks like novelty by cohorts (control), and the report says how to know better', async () => {
    const engine = await engineOf(otherAudience, [DEFINITION]);
    const { by, note, variants } = await noveltyOf(engine);
    expect(by).toBe('cohorts');
    expect(variants[0]?.pattern).toBe('novelty');
    expect(note).toContain('/metrics/spent/days');
  });
});

describe('days that were asked for', () => {
  it('show when all units have been counted by them, and cohorts until then', async () => {
    const engine = await engineOf(wearsOff, [DEFINITION]);
    await engine.announce([BY_DAY]);
    await engine.sweepPiece(0);
    const before = await noveltyOf(engine);
    expect(before).toMatchObject({ by: 'cohorts', note: expect.stringContaining('being counted') });
    await engine.sweep();
    const after = await noveltyOf(engine);
    expect(after.by).toBe('days');
    expect(await noveltyOf(engine, { by: 'cohorts' })).toMatchObject({ by: 'cohorts' });
  });

  it('add up to the metric', async () => {
    const engine = await engineOf(wearsOff, [DEFINITION, metricDays('e', 1, 'spent', 10)]);
    const sums = await engine.rows<{ whole: boolean; sum: string }>(
      `SELECT metric = 'spent' AS whole, trim_scale(sum(sum))::text AS sum FROM metric_statistics GROUP BY 1`,
    );
    expect(sums).toHaveLength(2);
    expect(sums[0]?.sum).toBe(sums[1]?.sum);
  });
});
