import type { EventEnvelope } from '@assay/contracts';
import { knownSlots, sweptTo, visibleSlots } from '../src/engine/storage/definitions.js';
import { waitingCaps } from '../src/metric/waiting-caps.js';
import { coverageNotes } from '../src/reports/read/coverage-notes.js';
import {
  experimentCreated,
  exposure,
  HOUR,
  interaction,
  metric,
  metricSet,
  START,
} from './support/events.js';
import { statisticsOf } from './support/oracle.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

const EARLY = experimentCreated('early', { primary: metric('buy') });
const LATE = experimentCreated('late', {
  primary: metric('buy'),
  secondary: [metric('spent', { event: 'buy', type: 'mean' })],
});
const CHANGED = metricSet('late', 1, metric('spent', { event: 'buy', type: 'mean', cap: { value: '1' } }));

const unitIn = (number: number): readonly EventEnvelope[] => {
  const unit = `unit-${String(number)}`;
  const variant = number % 2 === 0 ? 'a' : 'b';
  return [
    exposure({ unit, time: START, experiment: 'early', variant }),
    exposure({ unit, time: START + HOUR, experiment: 'late', variant }),
    interaction({ unit, time: START + number * 60_000, name: 'buy', value: '1.5' }),
  ];
};
const unitsFrom = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, place) => unitIn(from + place)).flat();

const engineWith = testEngines();
const REF = { project: 'default', experiment: 'late' };
const shown = async (engine: TestEngine, partitions: number) =>
  (await visibleSlots(engine.reader, REF, partitions)).map(
    ({ spec, version }) => `${spec.key}@${String(version)}`,
  );
/** What a report of the experiment says besides its figures. */
const noteOn = async ({ reader }: TestEngine, partitions: number): Promise<string | undefined> => {
  const known = await knownSlots(reader, REF, partitions);
  return (await coverageNotes(reader, { ...known, closed: null })).note;
};

describe('a definition that comes late', () => {
  it('is applied to every unit, however many pages of them there are', async () => {
    const events = unitsFrom(0, 6_500);
    const late = await engineWith({ batchSize: 3_000, partitions: 2 });
    await late.define([EARLY]);
    await late.deliver(events);
    await late.define([LATE]);
    const known = await engineWith({ batchSize: 3_000, partitions: 2 });
    await known.define([EARLY, LATE]);
    await known.deliver(events);
    expect(await late.hash()).toBe(await known.hash());
    const [units] = await late.rows<{ n: string }>(
      `SELECT sum(n)::text AS n FROM metric_statistics WHERE experiment = 'late' AND metric = 'spent'`,
    );
    expect(units?.n).toBe('6500');
  });

  it('is applied to the units of a partition without reading those of others', async () => {
    const engine = await engineWith({ batchSize: 3_000, partitions: 2 });
    await engine.define([EARLY]);
    await engine.deliver(unitsFrom(0, 6_500));
    await engine.announce([LATE]);
    // One page has room for all of a partition, and none for all there are.
    expect([await engine.sweepPiece(0), await engine.sweepPiece(0)]).toEqual([false, true]);
  });

  it('is applied to units with long histories a few at a time', async () => {
    const bought = Array.from({ length: 7_000 }, (_, nth) => nth);
    const events = Array.from({ length: 5 }, (_, number) => [
      ...unitIn(number),
      ...bought.map((nth) =>
        interaction({
          unit: `unit-${String(number)}`,
          time: START + 2 * HOUR + nth,
          name: 'buy',
          value: '1',
        }),
      ),
    ]).flat();
    const late = await engineWith({ batchSize: 10_000 });
    await late.define([EARLY]);
    await late.deliver(events);
    await late.announce([LATE]);
    late.largestAnswer = 0;
    await late.sweep();
    expect(late.largestAnswer).toBe(3 * 7_003);
    const known = await engineWith({ batchSize: 10_000 });
    await known.define([EARLY, LATE]);
    await known.deliver(events);
    expect(await late.hash()).toBe(await known.hash());
  });

  it('has its percentile computed over all units, not over those that were swept first', async () => {
    const engine = await engineWith({ batchSize: 3_000, partitions: 2 });
    await engine.define([EARLY]);
    await engine.deliver(unitsFrom(0, 6_500));
    const spent = metric('spent', { event: 'buy', type: 'mean', cap: { percentile: 0.9 } });
    await engine.announce([experimentCreated('late', { primary: spent })]);
    const keys = async (swept: number) =>
      (await waitingCaps(engine.reader, swept)).map(({ slot }) => slot.spec.key);
    await engine.sweepPiece(0);
    expect(await keys(await sweptTo(engine.reader, 2))).toEqual([]);
    // Control: without looking at the sweep it would be computed now.
    expect(await keys(Infinity)).toEqual(['spent']);
    await engine.sweep();
    expect(await keys(await sweptTo(engine.reader, 2))).toEqual(['spent']);
  });

  it('is not looked for among units when nobody was exposed', async () => {
    const engine = await engineWith();
    await engine.define([EARLY]);
    const other = unitsFrom(0, 20).filter(
      ({ data }) => (data as { experiment?: string }).experiment !== 'late',
    );
    await engine.deliver(other);
    await engine.announce([LATE]);
    expect(await engine.sweepPiece(0)).toBe(true);
    expect(await shown(engine, 1)).toEqual(['buy@1', 'spent@1']);
  });

  it('is shown when every partition has swept its units', async () => {
    const engine = await engineWith({ partitions: 2 });
    await engine.deliver(unitsFrom(0, 40));
    await engine.announce([LATE]);
    const before = await shown(engine, 2);
    while (!(await engine.sweepPiece(0)));
    const half = await shown(engine, 2);
    expect(await noteOn(engine, 2)).toBe(
      'Version 1 of buy is still being computed over all units. ' +
        'Version 1 of spent is still being computed over all units.',
    );
    await engine.sweep();
    expect([before, half, await shown(engine, 2)]).toEqual([[], [], ['buy@1', 'spent@1']]);
    expect(await noteOn(engine, 2)).toBeUndefined();
  });
});

describe('a metric that is changed while the experiment runs', () => {
  it('is computed beside the old one, which is shown until then', async () => {
    const engine = await engineWith({ partitions: 2 });
    await engine.define([LATE]);
    await engine.deliver(unitsFrom(0, 40));
    await engine.announce([CHANGED]);
    while (!(await engine.sweepPiece(0)));
    const [old] = await engine.rows<{ n: string; sum: string }>(
      `SELECT sum(n)::text AS n, trim_scale(sum(sum))::text AS sum FROM metric_statistics
       WHERE metric = 'spent' AND version = 1 AND experiment = 'late'`,
    );
    // The unit that bought before its first exposure has spent nothing.
    expect([old?.n, await shown(engine, 2)]).toEqual(['40', ['buy@1', 'spent@1']]);
    expect(await noteOn(engine, 2)).toBe(
      'Version 2 of spent is still being computed over all units. Until then version 1 is shown.',
    );
    await engine.sweep();
    expect(await shown(engine, 2)).toEqual(['buy@1', 'spent@2']);
    expect(await noteOn(engine, 2)).toBeUndefined();
    expect(await engine.statistics()).toEqual(statisticsOf([LATE, CHANGED, ...unitsFrom(0, 40)]));
  });

  it('is right when batches come between the pieces of its sweep', async () => {
    const engine = await engineWith({ batchSize: 3_000 });
    await engine.define([LATE]);
    await engine.deliver(unitsFrom(0, 5_200));
    await engine.announce([CHANGED]);
    const done = await engine.sweepPiece(0);
    const more = [
      interaction({ unit: 'unit-7', time: START + 90 * HOUR, name: 'buy', value: '2' }),
      ...unitsFrom(5_200, 5_300),
    ];
    await engine.deliver(more);
    await engine.sweep();
    expect(done).toBe(false);
    expect(await engine.statistics()).toEqual(
      statisticsOf([LATE, CHANGED, ...unitsFrom(0, 5_300), ...more.slice(0, 1)]),
    );
  });

  it('would be wrong if units that are behind were not computed anew (control)', async () => {
    const engine = await engineWith();
    await engine.define([LATE]);
    await engine.deliver(unitsFrom(0, 40));
    await engine.announce([CHANGED]);
    await engine.rows('UPDATE partition_sweeps SET seq = (SELECT seq FROM definition_head)');
    await engine.sweep();
    expect(await engine.statistics()).not.toEqual(statisticsOf([LATE, CHANGED, ...unitsFrom(0, 40)]));
  });
});
