import type { EventEnvelope } from '@assay/contracts';
import { Random, soakFactor } from '@assay/testing';
import { OTHER_VALUES } from '../src/engine/state/attributes.js';
import { rankOf } from '../src/engine/statistics/dimension-rank.js';
import { readBreakdown } from '../src/reports/breakdown/breakdown-sums.js';
import {
  dimension,
  erased,
  experimentCreated,
  exposure,
  HOUR,
  interaction,
  metric,
  START,
} from './support/events.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

const KEPT = 20;
const DEFINITIONS = [
  experimentCreated('checkout', {
    primary: metric('spent', { event: 'buy', type: 'mean' }),
    secondary: [metric('typical', { event: 'buy', type: 'quantile', breakdowns: ['browser'] })],
  }),
  dimension('browser', 1, KEPT),
];

/** Nearly every unit has a value of its own; some change it with an earlier exposure. */
function visitors(count: number): readonly EventEnvelope[] {
  const random = new Random(5);
  return Array.from({ length: count }, (_, number) => {
    const unit = `unit-${String(number)}`;
    const at = (time: number, browser: string) =>
      exposure({
        unit,
        time,
        experiment: 'checkout',
        variant: number % 2 === 0 ? 'a' : 'b',
        attributes: { browser },
      });
    return [
      at(START + HOUR, `browser-${String(number)}`),
      ...(random.below(5) === 0 ? [at(START, `browser-${String(random.below(count))}`)] : []),
      interaction({ unit, time: START + 2 * HOUR, name: 'buy', value: '1' }),
    ];
  }).flat();
}

const EVENTS = visitors(400 * soakFactor());

const engineWith = testEngines();
const counted = async (engine: TestEngine) => {
  const [row] = await engine.rows<Record<'values' | 'units' | 'n' | 'sum' | 'others' | 'inBuckets', number>>(
    `SELECT count(DISTINCT value)::int AS values, sum(units)::int AS units,
       sum(units) FILTER (WHERE value = $1)::int AS others,
       (SELECT sum(n)::int FROM breakdown_statistics WHERE metric = 'spent') AS n,
       (SELECT sum(sum)::float8 FROM breakdown_statistics WHERE metric = 'spent') AS sum,
       (SELECT sum(n)::int FROM breakdown_sketches, unnest(counts) AS n) AS "inBuckets"
     FROM breakdown_exposures WHERE units <> 0`,
    [OTHER_VALUES],
  );
  return row;
};

describe('a dimension with more values than are kept apart', () => {
  it('counts every unit, those of the other values together', async () => {
    const engine = await engineWith({ batchSize: 50 });
    await engine.define(DEFINITIONS);
    await engine.deliver(EVENTS);
    const row = await counted(engine);
    const units = EVENTS.filter(({ type }) => type === 'InteractionRecorded').length;
    expect(row).toMatchObject({ units, n: units, sum: units, inBuckets: units });
    expect(row?.values).toBeLessThanOrEqual(2 * KEPT + 1);
    expect(row?.others).toBeGreaterThan(units / 2);
  });

  it('keeps the same ones in any order, number of partitions, and time of registration', async () => {
    const one = await engineWith({ batchSize: 500 });
    await one.define(DEFINITIONS);
    await one.deliver(EVENTS);
    const other = await engineWith({ batchSize: 33, partitions: 3 });
    await other.deliver(new Random(9).shuffled(EVENTS));
    await other.define(DEFINITIONS);
    expect(await other.hash()).toBe(await one.hash());
  });

  const counts = async (engine: TestEngine) => {
    const run = { project: 'default', experiment: 'checkout', run: 1, variants: ['a', 'b'], phases: [1] };
    const { exposures } = await readBreakdown(engine.reader, run, { dimension: 'browser', slots: [] });
    const units = new Map<string, number>();
    for (const { value, units: some } of exposures) units.set(value, (units.get(value) ?? 0) + some);
    return units;
  };
  const seenWith = (browsers: readonly string[]): readonly EventEnvelope[] =>
    browsers.map((browser, number) =>
      exposure({
        unit: `u-${String(number)}`,
        time: START,
        experiment: 'checkout',
        variant: 'a',
        attributes: { browser },
      }),
    );
  const others = Array.from({ length: 3_000 }, (_, number) => `browser-${String(number)}`);
  const own = ['(other)', '"(other)"', '(other)'];

  it.each([
    ['told apart', others.filter((value) => rankOf(value) > rankOf('(other)')), 2],
    ['counted with the rest', others.filter((value) => rankOf(value) < rankOf('(other)')), undefined],
  ])('does not take a value that a client calls (other) for the rest: %s', async (_case, rest, shown) => {
    const engine = await engineWith({ batchSize: 7 });
    await engine.define(DEFINITIONS);
    expect(rest.length).toBeGreaterThan(KEPT);
    const values = [...own, ...rest.slice(0, 90)];
    await engine.deliver(seenWith(values));
    const units = await counts(engine);
    expect([...units.values()].reduce((sum, some) => sum + some, 0)).toBe(values.length);
    expect(units.get('"(other)"')).toBe(shown);
    expect(units.size).toBe(KEPT + 1);
  });

  it('reports as many as are kept apart over all partitions together', async () => {
    const slots = [{ spec: metric('spent', { event: 'buy', type: 'mean' }), version: 1 }];
    const run = { project: 'default', experiment: 'checkout', run: 1, variants: ['a', 'b'], phases: [1] };
    // Fewer than the cap in each of three partitions, more in all of them.
    const some = visitors(50);
    const reported = async (partitions: number) => {
      const engine = await engineWith({ partitions });
      await engine.define(DEFINITIONS);
      await engine.deliver(some);
      const { exposures, metrics } = await readBreakdown(engine.reader, run, { dimension: 'browser', slots });
      const unitsBy = new Map<string, number>();
      for (const { value, units } of exposures) unitsBy.set(value, (unitsBy.get(value) ?? 0) + units);
      return { unitsBy: [...unitsBy].sort(), values: new Set(metrics.map(({ value }) => value)).size };
    };
    const [one, three] = [await reported(1), await reported(3)];
    expect(three).toEqual(one);
    expect(one.values).toBeLessThanOrEqual(KEPT + 1);
    expect(one.values).toBeGreaterThan(KEPT / 2);
  });

  describe('whose units are forgotten', () => {
    const LATER = START + 9 * HOUR;
    /** Of units with a value of their own, those with the lowest ranks: they are shown. */
    const shownFirst = Array.from({ length: 200 }, (_, number) => `browser-${String(number)}`).sort(
      (one, other) => rankOf(one) - rankOf(other),
    );
    // The second value was also seen by somebody else, too late to be counted under.
    const seenTwice = exposure({
      ...{ unit: 'u-199', time: START + HOUR, experiment: 'checkout', variant: 'a' },
      attributes: { browser: shownFirst[1] },
    });
    const log = [...seenWith(shownFirst), seenTwice];
    const forgetting = (count: number): readonly EventEnvelope[] =>
      Array.from({ length: count }, (_, number) => erased({ unit: `u-${String(number)}`, time: LATER }));
    /** The log as it is read once the keys of these units are gone. */
    const unreadable = (count: number): readonly EventEnvelope[] => {
      const gone = new Set(Array.from({ length: count }, (_, number) => `u-${String(number)}`));
      return log.map((event) => {
        const { attributes: _gone, ...data } = event.data as Record<string, unknown>;
        return gone.has(event.subject) ? { ...event, data } : event;
      });
    };
    const after = async (...batches: readonly (readonly EventEnvelope[])[]): Promise<TestEngine> => {
      const engine = await engineWith({ batchSize: 40 });
      await engine.define(DEFINITIONS);
      for (const batch of batches) await engine.deliver(batch);
      return engine;
    };

    it.each([1, 2, 7, KEPT])('shows the next values instead, as a rebuild does: %d', async (count) => {
      const live = await after(log, forgetting(count));
      const rebuilt = await after(unreadable(count), forgetting(count));
      expect([...(await counts(live)).keys()].sort()).toEqual([...(await counts(rebuilt)).keys()].sort());
      expect((await counts(live)).size).toBe(KEPT + 1);
      expect(await live.hash()).toBe(await rebuilt.hash());
    });

    it('shows fewer until a rebuild once more are forgotten than are kept for it', async () => {
      const count = KEPT + 3;
      const live = await after(log, forgetting(count));
      const rebuilt = await after(unreadable(count), forgetting(count));
      expect((await counts(live)).size).toBeLessThan((await counts(rebuilt)).size);
    });
  });

  it('keeps no more rows than twice that in each partition, however many values come', async () => {
    const engine = await engineWith({ batchSize: 200, partitions: 2 });
    await engine.define(DEFINITIONS);
    await engine.deliver(EVENTS);
    const rows = await engine.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM dimension_values GROUP BY partition',
    );
    expect(rows).toEqual([{ n: 2 * KEPT }, { n: 2 * KEPT }]);
    const limits = await engine.rows<{ kept: number }>('SELECT kept FROM dimension_limits');
    expect(limits).toEqual([{ kept: 2 * KEPT }, { kept: 2 * KEPT }]);
  });
});
