import type { EventEnvelope } from '@assay/contracts';
import { timeOrderedId } from '@assay/contracts';
import { Random } from '@assay/testing';
import { hasPartBefore } from '../src/retention/expiry-facts.js';
import {
  aliased,
  dimension,
  dimensionRemoved,
  erased,
  experimentCreated,
  exposure,
  HOUR,
  interaction,
  metric,
  metricSet,
  START,
} from './support/events.js';
import { closedRun, expired } from './support/expiry.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

const DAY = 24 * HOUR;
const OLD = experimentCreated('old', {
  primary: metric('buy'),
  secondary: [metric('spent', { event: 'buy', type: 'mean' })],
});
const NEW = experimentCreated('new', { primary: metric('buy') });
const COUNTRY = dimension('country', 1);
const DEFINITIONS = [OLD, NEW];
const LATER = [
  metricSet('old', 1, metric('visits', { event: 'visit', type: 'count' })),
  metricSet('old', 2, metric('spent', { event: 'buy', type: 'mean', cap: { value: '1' } })),
  metricSet('new', 1, metric('visits', { event: 'visit', type: 'count' })),
];
const units = Array.from({ length: 40 }, (_, number) => `unit-${String(number)}`);
const variantOf = (unit: string): string => (Number(unit.slice(5)) % 2 === 0 ? 'a' : 'b');

const visit = (unit: string, time: number): readonly EventEnvelope[] => [
  interaction({ unit, time, name: 'visit' }),
  interaction({ unit, time: time + HOUR, name: 'buy', value: '2.5' }),
];
const enter = (unit: string, experiment: string, time: number): readonly EventEnvelope[] => [
  exposure({ unit, time, experiment, variant: variantOf(unit), attributes: { country: 'NL' } }),
  ...visit(unit, time + HOUR),
];
const FROM = START + 150 * DAY;
const BEFORE = [
  ...units.flatMap((unit) => enter(unit, 'old', START)),
  ...units.slice(0, 20).flatMap((unit) => enter(unit, 'new', START + 200 * DAY)),
];
const EXPIRED = expired({ closed: [closedRun('old', ['buy@1', 'spent@1'], ['country'])], from: FROM });
/** All that would change the figures of the old run, if it were still counted. */
const AFTER = [
  ...visit('unit-1', START + 2 * DAY),
  ...visit('unit-2', START + 201 * DAY),
  ...enter('late', 'old', START + 3 * DAY),
  ...enter('later', 'old', START + 202 * DAY),
  exposure({ unit: 'unit-3', time: START + 203 * DAY, experiment: 'old', variant: 'a' }),
  aliased({ unit: 'unit-4', time: START + 203 * DAY, user: 'user' }),
  aliased({ unit: 'unit-30', time: START + 203 * DAY, user: 'other-user' }),
  erased({ unit: 'unit-5', time: START + 203 * DAY }),
  ...enter('unit-35', 'new', START + 204 * DAY),
];

const engineWith = testEngines();

const ofRun = async (engine: TestEngine, experiment: string): Promise<readonly string[]> =>
  (await engine.statistics()).filter((line) => line.includes(` ${experiment} `));
const kept = async (engine: TestEngine): Promise<{ readonly old: number; readonly all: number }> => {
  const [row] = await engine.rows<{ old: number; all: number }>(
    `SELECT count(*) FILTER (WHERE time < $1)::int AS old, count(*)::int AS all FROM unit_events`,
    [FROM],
  );
  return row ?? { old: -1, all: -1 };
};

/** An engine in which the old run is closed, and its raw events are gone. */
async function expiredEngine(batchSize = 500): Promise<TestEngine> {
  const engine = await engineWith({ batchSize });
  await engine.define([COUNTRY]);
  await engine.define(DEFINITIONS);
  await engine.deliver(BEFORE);
  await engine.deliver([EXPIRED]);
  await engine.sweep();
  return engine;
}

describe('raw events that have expired', () => {
  it('are gone in whole parts, and the figures that they made are not', async () => {
    const whole = await engineWith();
    await whole.define([COUNTRY]);
    await whole.define(DEFINITIONS);
    await whole.deliver(BEFORE);
    const engine = await expiredEngine();
    expect(await ofRun(engine, 'old')).toEqual(await ofRun(whole, 'old'));
    expect([await kept(whole), await kept(engine)]).toEqual([
      { old: 120, all: 180 },
      { old: 0, all: 60 },
    ]);
    const [states] = await engine.rows(`SELECT count(*)::int AS n FROM unit_state WHERE state LIKE '%old%'`);
    expect(states).toEqual({ n: 0 });
  });

  it('leave the figures of their run alone, whatever is sent, linked, forgotten or defined later', async () => {
    const engine = await expiredEngine();
    const before = await ofRun(engine, 'old');
    await engine.deliver(AFTER);
    await engine.define(LATER);
    await engine.define([dimension('plan', 2)]);
    await engine.relay();
    await engine.sweep();
    expect(await ofRun(engine, 'old')).toEqual(before);
    // Two units, and one that is known already.
    const [counted] = await engine.rows(
      `SELECT sum(events)::int AS events FROM expired_events WHERE experiment = 'old'`,
    );
    expect(counted).toEqual({ events: 3 });
    const [others] = await engine.rows(
      `SELECT sum(events)::int AS events FROM expired_events WHERE experiment = ''`,
    );
    expect(others).toEqual({ events: 4 });
  });

  it('would change figures if units were computed from what is left (control)', async () => {
    const engine = await engineWith();
    await engine.define(DEFINITIONS);
    await engine.deliver(BEFORE);
    const before = await ofRun(engine, 'old');
    await engine.rows('DELETE FROM unit_events WHERE time < $1', [FROM]);
    await engine.define(LATER);
    expect(await ofRun(engine, 'old')).not.toEqual(before);
    expect((await ofRun(engine, 'old')).filter((line) => line.includes(' units = '))).toEqual([]);
  });

  it('leave nothing of runs that nobody has defined', async () => {
    const engine = await expiredEngine();
    const before = await engine.statistics();
    await engine.deliver([
      exposure({ unit: 'x', time: START + 190 * DAY, experiment: 'made-up', variant: 'a' }),
    ]);
    expect(await ofRun(engine, 'made-up')).not.toEqual([]);
    const closed = [{ ...closedRun('made-up', []), isDefined: false }];
    await engine.deliver([expired({ closed, from: FROM })]);
    await engine.sweep();
    expect(await engine.statistics()).toEqual(before);
    expect(await engine.rows(`SELECT 1 FROM strata WHERE experiment = 'made-up'`)).toEqual([]);
  });

  it('leave a run that goes on as it would be with all of them', async () => {
    const engine = await expiredEngine();
    const whole = await engineWith();
    await whole.define([COUNTRY]);
    await whole.define(DEFINITIONS);
    await whole.deliver(BEFORE);
    for (const one of [engine, whole]) {
      await one.deliver(AFTER);
      await one.define(LATER);
      await one.relay();
      await one.sweep();
    }
    expect(await ofRun(engine, 'new')).toEqual(await ofRun(whole, 'new'));
    expect((await ofRun(engine, 'new')).some((line) => line.includes('visits'))).toBe(true);
  });
});

describe('a rebuild over an expiry', () => {
  const everything = async (
    batchSize: number,
    story: (engine: TestEngine) => Promise<void>,
  ): Promise<string> => {
    const engine = await engineWith({ batchSize });
    await story(engine);
    await engine.sweep();
    return engine.hash();
  };

  it('comes to the same hash, whichever definitions it knows when, and in any batches', async () => {
    const forwarded: EventEnvelope[] = [];
    const live = await everything(500, async (engine) => {
      await engine.define([COUNTRY]);
      await engine.define(DEFINITIONS);
      await engine.deliver(BEFORE);
      await engine.deliver([EXPIRED]);
      await engine.sweep();
      await engine.deliver(AFTER);
      await engine.define([...LATER, dimensionRemoved('country', 2)]);
      forwarded.push(...engine.emitted);
      await engine.relay();
    });
    const log = [...BEFORE, EXPIRED, ...AFTER, ...forwarded];
    const known = async (engine: TestEngine): Promise<void> => {
      await engine.announce([COUNTRY, ...DEFINITIONS, ...LATER, dimensionRemoved('country', 2)]);
      await engine.deliver(log);
      engine.emitted.length = 0;
    };
    // Nothing is known while the old events come.
    const late = async (engine: TestEngine): Promise<void> => {
      await engine.deliver(BEFORE);
      await engine.announce([COUNTRY, ...DEFINITIONS]);
      await engine.deliver([EXPIRED, ...AFTER.slice(0, 4)]);
      await engine.announce([...LATER, dimensionRemoved('country', 2)]);
      await engine.deliver([...AFTER.slice(4), ...forwarded]);
      engine.emitted.length = 0;
    };
    expect([
      await everything(1, known),
      await everything(7, known),
      await everything(500, known),
      await everything(500, late),
    ]).toEqual([live, live, live, live]);
  });

  it('waits for the definitions that runs were closed under', async () => {
    const engine = await engineWith();
    await engine.deliver(BEFORE);
    await expect(engine.deliver([EXPIRED])).rejects.toMatchObject({
      code: 'DEFINITIONS_AWAITED',
      transient: true,
      message: expect.stringContaining('metric buy@1 of old') as string,
    });
    await engine.announce([COUNTRY, ...DEFINITIONS]);
    await expect(engine.deliver([EXPIRED])).resolves.toBeUndefined();
  });
});

describe('what is still needed', () => {
  it('is kept by a run that is not closed, in every partition', async () => {
    const engine = await engineWith({ partitions: 2 });
    await engine.define([COUNTRY]);
    await engine.define(DEFINITIONS);
    const straggler = new Random(3).shuffled(units)[0] ?? '';
    await engine.deliver([...BEFORE, ...enter(straggler, 'new', START + 100 * DAY)]);
    const closed = [closedRun('old', ['buy@1', 'spent@1'], ['country'])];
    const expiry = expired({ closed, from: FROM, partitions: 2 });
    await engine.apply('assay.interactions.v1', 0, [expiry]);
    await engine.apply('assay.interactions.v1', 1, [expiry]);
    await engine.sweep();
    const bounds = await engine.rows(
      'SELECT kept_from::float8 AS from FROM retained_events ORDER BY kept_from',
    );
    expect(bounds).toEqual([{ from: FROM }, { from: null }]);
    expect((await kept(engine)).old).toBe(123);
    // The run is closed all the same.
    const before = await ofRun(engine, 'old');
    await engine.define(LATER);
    expect(await ofRun(engine, 'old')).toEqual(before);
  });

  it('is asked for again where a partition has refused, as far as it may be given up', async () => {
    const engine = await engineWith({ partitions: 2 });
    await engine.define([COUNTRY, ...DEFINITIONS]);
    await engine.deliver([...BEFORE, ...enter('unit-0', 'new', START + 100 * DAY)]);
    const closed = [closedRun('old', ['buy@1', 'spent@1'], ['country'])];
    const tell = async (from: number): Promise<void> => {
      const expiry = expired({ closed, from, partitions: 2 });
      await engine.apply('assay.interactions.v1', 0, [expiry]);
      await engine.apply('assay.interactions.v1', 1, [expiry]);
      await engine.sweep();
    };
    const needed = START + 100 * DAY;
    await tell(FROM);
    expect([await hasPartBefore(engine.reader, needed), (await kept(engine)).old]).toEqual([true, 123]);
    await tell(needed);
    expect([await hasPartBefore(engine.reader, needed), (await kept(engine)).old]).toEqual([false, 3]);
  });

  it('is kept until every partition has been told', async () => {
    const engine = await engineWith({ partitions: 2 });
    await engine.define([COUNTRY, ...DEFINITIONS]);
    await engine.deliver(BEFORE);
    const closed = [closedRun('old', ['buy@1', 'spent@1'], ['country'])];
    const expiry = expired({ closed, from: FROM, partitions: 2 });
    await engine.apply('assay.interactions.v1', 0, [expiry]);
    await engine.sweep();
    const half = await kept(engine);
    await engine.apply('assay.interactions.v1', 1, [expiry]);
    await engine.sweep();
    expect([half.old, (await kept(engine)).old]).toEqual([120, 0]);
  });

  it('is put back where the id of an event is older than the event', async () => {
    const engine = await engineWith();
    await engine.define(DEFINITIONS);
    const stray = {
      ...interaction({ unit: 'unit-0', time: START + 200 * DAY + 3 * HOUR, name: 'buy', value: '1' }),
      id: timeOrderedId(START, 'stray'),
    };
    await engine.deliver([...BEFORE, stray]);
    const before = await ofRun(engine, 'new');
    await engine.deliver([expired({ closed: [closedRun('old', ['buy@1', 'spent@1'])], from: FROM })]);
    await engine.sweep();
    expect(await kept(engine)).toEqual({ old: 0, all: 61 });
    // A repeat of it is one still.
    await engine.deliver([stray]);
    await engine.define(LATER);
    const after = (await ofRun(engine, 'new')).filter((line) => !line.includes('visits'));
    expect(after).toEqual(before);
  });
});
