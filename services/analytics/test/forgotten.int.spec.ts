import type { EventEnvelope } from '@assay/contracts';
import type { ProjectionDefinition } from '@assay/projections';
import { TOPICS } from '@assay/contracts';
import { Random } from '@assay/testing';
import { ENGINE_PROJECTION } from '../src/engine/engine.projection.js';
import { PRODUCT_PROJECTION } from '../src/product/product.projection.js';
import {
  aliased,
  dimension,
  erased,
  experimentCreated,
  exposure,
  HOUR,
  interaction,
  metric,
  outcome,
  START,
} from './support/events.js';
import { feature, segment } from './support/product-events.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

const SECRET = 'secret';
const ofPro = { attributes: [{ attribute: 'plan', operator: 'equals' as const, value: 'secret-pro' }] };
const EXPERIMENT = experimentCreated('checkout', {
  primary: metric('bought', { event: 'buy', where: ofPro }),
  secondary: [metric('spent', { event: 'buy', type: 'mean', cuped: { attribute: 'age' } })],
});
const DEFINITIONS: readonly (readonly [topic: string, event: EventEnvelope])[] = [
  [TOPICS.metricDefinitions.name, dimension('city', 1)],
  [TOPICS.experiments.name, EXPERIMENT],
  [
    TOPICS.metricDefinitions.name,
    feature({ key: 'search' }, { session: { event: 'use', attribute: 'seconds' } }),
  ],
  [
    TOPICS.definitions.name,
    segment({ key: 'pros' }, { op: 'equals', attribute: 'plan', value: 'secret-pro' }),
  ],
];

/** What a unit does; its attributes name it. */
function deedsOf(unit: string, at: number): readonly EventEnvelope[] {
  const own = {
    city: `secret-city-${unit}`,
    plan: 'secret-pro',
    age: 40,
    seconds: 7,
    itemId: `secret-item-${unit}`,
  };
  const variant = unit < 'c' ? 'control' : 'treatment';
  const seen = { unit, experiment: 'checkout', variant, attributes: { ...own, position: 3 } };
  return [
    exposure({ ...seen, time: at }),
    exposure({
      ...seen,
      time: at + 5 * HOUR,
      id: 'again',
      attributes: { ...own, city: `secret-later-${unit}` },
    }),
    interaction({ unit, time: at + HOUR, name: 'impression', attributes: { ...own, position: 3 } }),
    interaction({ unit, time: at + HOUR, name: 'click', attributes: { ...own, position: 3 } }),
    interaction({ unit, time: at + HOUR, name: 'view', attributes: own }),
    interaction({ unit, time: at + 2 * HOUR, name: 'use', attributes: own }),
    interaction({ unit, time: at + 3 * HOUR, name: 'buy', value: '2.5', attributes: own }),
    outcome({ unit, time: at + 3 * HOUR, success: false, flag: 'checkout', latencyMs: 12 }),
  ];
}

const UNITS = ['anna', 'bert', 'carl', 'dora'];
const ALL = UNITS.flatMap((unit, place) => deedsOf(unit, START + place * HOUR));
const FORGET = erased({ unit: 'bert', time: START + 10 * HOUR });

/** The same events as they are read once the keys of a unit are gone. */
const unreadable = (unit: string, events: readonly EventEnvelope[]): readonly EventEnvelope[] =>
  events.map((event) => {
    const { attributes: _gone, ...data } = event.data as Record<string, unknown>;
    return event.subject === unit ? { ...event, data } : event;
  });

describe.each([
  ['statistics', ENGINE_PROJECTION],
  ['product reports', PRODUCT_PROJECTION],
])('a unit that is forgotten, in the %s', (_name, definition: ProjectionDefinition) => {
  const engineWith = testEngines();

  async function after(events: readonly EventEnvelope[], batchSize = 3): Promise<TestEngine> {
    const engine = await engineWith({ definition, batchSize, partitions: 2 });
    for (const [topic, event] of DEFINITIONS)
      if (definition.topics.includes(topic)) await engine.announce([event], topic);
    await engine.sweep();
    await engine.deliver(events);
    await engine.relay();
    await engine.sweep();
    return engine;
  }

  /** Rows of any table in which a text stands. */
  async function found(engine: TestEngine, text: string): Promise<readonly string[]> {
    const tables = await engine.rows<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
    );
    const places: string[] = [];
    for (const { name } of tables) {
      const rows = await engine.rows<{ row: string }>(
        `SELECT stored::text AS row FROM ${name} AS stored WHERE strpos(stored::text, $1) > 0`,
        [text],
      );
      places.push(...rows.map(({ row }) => `${name}: ${row}`));
    }
    return places;
  }

  it('is the same, bit by bit, whether its attributes could be read before or not', async () => {
    const live = await after([...ALL, FORGET]);
    const rebuilt = await after([...unreadable('bert', ALL), FORGET]);
    expect(await live.hash()).toBe(await rebuilt.hash());
    expect(await live.hash()).not.toBe(await (await after(ALL)).hash());
  });

  it('leaves nothing of its attributes in any table; the control: without it, they are there', async () => {
    const control = await found(await after(ALL), `${SECRET}-city-bert`);
    expect(control).not.toEqual([]);
    const live = await after([...ALL, FORGET]);
    for (const text of ['city-bert', 'later-bert', 'item-bert'])
      expect(await found(live, `${SECRET}-${text}`)).toEqual([]);
    expect(await found(live, `${SECRET}-city-anna`)).not.toEqual([]);
  });

  it('is the same in any order and in batches of any size, with what comes later', async () => {
    const later = deedsOf('bert', START + 20 * HOUR);
    const events = [...ALL, ...later];
    const expected = await (await after([...unreadable('bert', events), FORGET])).hash();
    for (const batchSize of [1, 4, 100]) {
      const shuffled = new Random(batchSize).shuffled([...events, FORGET, FORGET]);
      expect(await (await after(shuffled, batchSize)).hash()).toBe(expected);
    }
  });

  it('stays forgotten when it turns out to be a user, and so does the user', async () => {
    const link = aliased({ unit: 'bert', user: 'anna', time: START + 11 * HOUR });
    const both = [FORGET, erased({ unit: 'anna', time: START + 10 * HOUR })];
    const hidden = unreadable('anna', unreadable('bert', ALL));
    const expected = await (await after([...hidden, link, ...both])).hash();
    const before = await after([...ALL, link, ...both]);
    const afterwards = await after([...ALL, ...both, link]);
    const oneByOne = await after([...ALL, link, ...both], 1);
    for (const engine of [before, afterwards, oneByOne]) {
      expect(await engine.hash()).toBe(expected);
      expect(await found(engine, `${SECRET}-city-bert`)).toEqual([]);
    }
  });

  it('of whom nothing is known yet keeps no attributes of what comes', async () => {
    const engine = await after([FORGET, ...ALL]);
    expect(await found(engine, `${SECRET}-city-bert`)).toEqual([]);
  });
});
