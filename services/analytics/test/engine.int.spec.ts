import { Random, soakFactor } from '@assay/testing';
import type { EventEnvelope } from '@assay/contracts';
import { timeOrderedId } from '@assay/contracts';
import { experimentCreated, exposure, HOUR, interaction, metric, START } from './support/events.js';
import { statisticsOf } from './support/oracle.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';
import { DEFINITIONS, traffic } from './support/traffic.js';

const EVENTS = traffic(7, 150 * soakFactor(), 12);
const EXPECTED = statisticsOf([...DEFINITIONS, ...EVENTS]);

const engineWith = testEngines();

describe('the engine', () => {
  it.each([1, 7, 500])('equals a batch computation in batches of %i', async (batchSize) => {
    const engine = await engineWith({ batchSize });
    await engine.define(DEFINITIONS);
    await engine.deliver(EVENTS);
    expect(await engine.statistics()).toEqual(EXPECTED);
  });

  it('has the same hash for any batch size, number of partitions and order', async () => {
    const one = await engineWith({ batchSize: 500 });
    await one.define(DEFINITIONS);
    await one.deliver(EVENTS);
    const other = await engineWith({ batchSize: 33, partitions: 3 });
    await other.define(DEFINITIONS);
    await other.deliver(new Random(1).shuffled(EVENTS));
    expect(await other.statistics()).toEqual(EXPECTED);
    expect(await other.hash()).toBe(await one.hash());
  });

  it('gives the same numbers when definitions come after the events, or in the middle', async () => {
    const before = await engineWith();
    await before.define(DEFINITIONS);
    await before.deliver(EVENTS);
    const after = await engineWith({ partitions: 2 });
    await after.deliver(EVENTS);
    await after.define(DEFINITIONS);
    const between = await engineWith({ batchSize: 50, partitions: 2 });
    await between.deliver(EVENTS.slice(0, 900));
    for (const definition of DEFINITIONS) await between.define([definition]);
    await between.deliver(EVENTS.slice(900));
    expect(await after.statistics()).toEqual(EXPECTED);
    expect([await after.hash(), await between.hash()]).toEqual([await before.hash(), await before.hash()]);
  });

  it('takes an id in upper case for the same one', async () => {
    const engine = await engineWith();
    await engine.define(DEFINITIONS);
    const repeated = EVENTS.map((event) => ({ ...event, id: event.id.toUpperCase() }));
    await engine.deliver([...EVENTS, ...repeated]);
    expect(await engine.statistics()).toEqual(EXPECTED);
  });

  it('has room in the key of events for those that are stored a moment after their neighbours', async () => {
    const engine = await engineWith();
    await engine.deliver(EVENTS.slice(0, 1));
    const keys = await engine.rows(
      `SELECT reloptions FROM pg_class WHERE relname ~ '^unit_events_.*_pkey$' AND relkind = 'i'`,
    );
    expect(keys).not.toEqual([]);
    for (const key of keys) expect(key).toEqual({ reloptions: ['fillfactor=70'] });
  });

  it('counts units without values while the experiment is unknown', async () => {
    const engine = await engineWith();
    await engine.deliver(EVENTS);
    expect(await engine.statistics()).toEqual(statisticsOf(EVENTS));
  });

  it('ignores a definition that comes again', async () => {
    const engine = await engineWith();
    await engine.define(DEFINITIONS);
    await engine.deliver(EVENTS);
    const hash = await engine.hash();
    await engine.define(DEFINITIONS);
    expect(await engine.hash()).toBe(hash);
  });

  it('takes a fixed number of statements per batch', async () => {
    const small = await engineWith({ batchSize: 10 });
    await small.define(DEFINITIONS);
    small.statements = 0;
    await small.deliver(EVENTS.slice(0, 10));
    const large = await engineWith({ batchSize: 1_000 });
    await large.define(DEFINITIONS);
    await large.deliver(EVENTS.slice(0, 700));
    large.statements = 0;
    await large.deliver(EVENTS.slice(700, 1_700));
    expect(small.statements).toBeLessThanOrEqual(16);
    expect(large.statements).toBeLessThanOrEqual(16);
  });

  it('leaves out a unit that was seen in two variants, with all it had counted', async () => {
    const engine = await engineWith();
    const at = { unit: 'u', time: START, experiment: 'checkout' };
    await engine.define(DEFINITIONS);
    await engine.deliver([
      exposure({ ...at, variant: 'control' }),
      interaction({ unit: 'u', time: START + HOUR, name: 'purchase', value: '5' }),
    ]);
    await engine.deliver([exposure({ ...at, variant: 'treatment', time: START + 2 * HOUR })]);
    const counted = await engine.statistics();
    expect(counted.filter((line) => !line.includes(' exposure = ') && !line.includes('last event'))).toEqual([
      'default checkout run 1 excluded = 1',
    ]);
  });

  it('keeps text that COPY would take for something else', async () => {
    const engine = await engineWith();
    const unit = 'tab\tnew\nline\\N back\\slash "quote" ünïcode 🙂';
    await engine.deliver([
      exposure({ unit, time: START, experiment: 'checkout', variant: 'control' }),
      interaction({ unit, time: START, name: 'cl\\ick\r\n' }),
    ]);
    await engine.define(DEFINITIONS);
    const rows = await engine.rows<{ unit: string; name: string }>(
      `SELECT split_part(unit_key, '\u001f', 2) AS unit, name FROM unit_events ORDER BY kind`,
    );
    expect(rows).toEqual([
      { unit, name: 'checkout' },
      { unit, name: 'cl\\ick\r\n' },
    ]);
  });
});

describe('duplicates', () => {
  it('change nothing, however often and in whatever company they come', async () => {
    const once = await engineWith();
    await once.define(DEFINITIONS);
    await once.deliver(EVENTS);
    const five = await engineWith({ batchSize: 97 });
    await five.define(DEFINITIONS);
    await five.deliver(new Random(3).shuffled([EVENTS, EVENTS, EVENTS, EVENTS, EVENTS].flat()));
    expect(await five.statistics()).toEqual(EXPECTED);
    expect(await five.hash()).toBe(await once.hash());
  });

  it('would be counted again without their ids (control)', async () => {
    const engine = await engineWith();
    await engine.define(DEFINITIONS);
    await engine.deliver(EVENTS);
    await engine.rows('DELETE FROM unit_events WHERE kind = 1');
    await engine.deliver(EVENTS);
    expect(await engine.statistics()).not.toEqual(EXPECTED);
  });

  it('count once although they come on another partition', async () => {
    const engine = await engineWith();
    const twice = interaction({ unit: 'u', time: START, name: 'click' });
    await engine.deliver([twice]);
    await engine.apply('assay.interactions.v1', 1, [twice]);
    expect(await engine.rows('SELECT 1 FROM unit_events')).toHaveLength(1);
  });

  it('are those of one unit: what others send under the same id counts as well, in any order', async () => {
    const id = timeOrderedId(START, 'shared');
    const ofEach = ['one', 'other'].map((unit) => [
      { ...interaction({ unit, time: START + 1, name: 'buy' }), id },
      exposure({ unit, time: START, experiment: 'early', variant: 'a' }),
    ]);
    const definitions = [experimentCreated('early', { primary: metric('buy') })];
    const after = async (order: readonly [number, number]): Promise<TestEngine> => {
      const engine = await engineWith();
      await engine.define(definitions);
      for (const partition of order)
        await engine.apply('assay.interactions.v1', partition, ofEach[partition] ?? []);
      return engine;
    };
    const [live, rebuilt] = [await after([0, 1]), await after([1, 0])];
    expect(await live.rows(`SELECT trim_scale(sum(sum))::text AS bought FROM metric_statistics`)).toEqual([
      { bought: '2' },
    ]);
    expect(await rebuilt.hash()).toBe(await live.hash());
  });
});

describe('the past of a unit', () => {
  const at = { unit: 'busy', experiment: 'checkout', variant: 'control' };
  const before = Array.from({ length: 500 }, (_, nth) =>
    interaction({ unit: 'busy', time: START + nth, name: 'click' }),
  );

  it('is read from the exposure on by a batch in which it enters a run', async () => {
    const engine = await engineWith();
    await engine.define(DEFINITIONS);
    const events = [...before, interaction({ unit: 'busy', time: START + 2 * HOUR, name: 'click' })];
    await engine.deliver(events);
    const answerTo = async (event: EventEnvelope): Promise<number> => {
      events.push(event);
      engine.largestAnswer = 0;
      await engine.deliver([event]);
      expect(await engine.statistics()).toEqual(statisticsOf([...DEFINITIONS, ...events]));
      return engine.largestAnswer;
    };
    expect(await answerTo(exposure({ ...at, time: START + HOUR }))).toBeLessThan(20);
    // Control: an exposure before that one makes everything count anew, itself included.
    expect(await answerTo(exposure({ ...at, time: START }))).toBe(before.length + 3);
  });

  it('is not asked for where a unit enters a run after everything that is stored', async () => {
    const engine = await engineWith();
    await engine.define(DEFINITIONS);
    await engine.deliver(before);
    const later = [
      exposure({ ...at, time: START + HOUR }),
      interaction({ unit: 'busy', time: START + HOUR + 1, name: 'click' }),
    ];
    engine.largestAnswer = 0;
    await engine.deliver(later);
    expect(engine.largestAnswer).toBe(1);
    expect(await engine.statistics()).toEqual(statisticsOf([...DEFINITIONS, ...before, ...later]));
  });

  it('would be missed if it were not noted when the newest event happened (control)', async () => {
    const entering = exposure({ ...at, time: START });
    const engine = await engineWith();
    await engine.define(DEFINITIONS);
    await engine.deliver(before);
    await engine.rows('UPDATE newest_events SET time = $1', [START - HOUR]);
    await engine.deliver([entering]);
    expect(await engine.statistics()).not.toEqual(statisticsOf([...DEFINITIONS, ...before, entering]));
  });
});

describe('disorder', () => {
  it.each([11, 12, 13])('changes nothing (seed %i)', async (seed) => {
    const engine = await engineWith({ batchSize: 64, partitions: 2 });
    await engine.define(DEFINITIONS);
    await engine.deliver(new Random(seed).shuffled(EVENTS));
    expect(await engine.statistics()).toEqual(EXPECTED);
  });

  it('would change the numbers if a new first exposure did not look back (control)', async () => {
    const engine = await engineWith({ batchSize: 64 });
    await engine.define(DEFINITIONS);
    const interactions = EVENTS.filter(({ type }) => type !== 'UnitExposed');
    const exposures = EVENTS.filter(({ type }) => type === 'UnitExposed');
    await engine.deliver(interactions);
    // Without its past in the read model, a unit exposed now looks as if it had done nothing.
    await engine.rows('UPDATE unit_events SET unit_key = unit_key || $1', ['-forgotten']);
    await engine.deliver(exposures);
    expect(await engine.statistics()).not.toEqual(EXPECTED);
  });
});
