import type { EventEnvelope } from '@assay/contracts';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, soakFactor } from '@assay/testing';
import { statisticsOf } from './support/oracle.js';
import { Random } from './support/random.js';
import { CHANCE_DEFINITIONS, chanceEvents, chanceLinks } from './support/story-of-chance.js';
import { TestEngine } from './support/test-engine.js';

let database: TestDatabase;
const engines: TestEngine[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  await database.drop();
});

/** Something that happens to the engine, in its place between the events. */
interface Turn {
  readonly at: number;
  readonly happen: (engine: TestEngine) => Promise<unknown>;
}

/** Definitions, links, relays and pieces of sweeps at random moments, each stream in its own order. */
function turnsOf(
  length: number,
  { random, links }: { readonly random: Random; readonly links: readonly EventEnvelope[] },
): readonly Turn[] {
  const moments = (count: number): readonly number[] =>
    Array.from({ length: count }, () => random.below(length + 1)).sort((one, other) => one - other);
  const inOrder = (events: readonly EventEnvelope[], deliver: (event: EventEnvelope) => Turn['happen']) => {
    const at = moments(events.length);
    return events.map((event, place) => ({ at: at[place] ?? 0, happen: deliver(event) }));
  };
  return [
    ...CHANCE_DEFINITIONS.flatMap((stream) =>
      inOrder(stream, (event) => (engine) => engine.announce([event])),
    ),
    ...inOrder(links, (event) => (engine) => engine.deliver([event])),
    ...moments(6).map((at) => ({ at, happen: (engine: TestEngine) => engine.sweepPiece(0) })),
    ...moments(3).map((at) => ({ at, happen: (engine: TestEngine) => engine.relay() })),
  ].sort((one, other) => one.at - other.at);
}

async function deliver(
  engine: TestEngine,
  events: readonly EventEnvelope[],
  chance: { readonly random: Random; readonly links: readonly EventEnvelope[] },
): Promise<void> {
  const turns = [...turnsOf(events.length, chance)];
  for (let start = 0; start < events.length;) {
    while ((turns[0]?.at ?? Infinity) <= start) await turns.shift()?.happen(engine);
    const size = 1 + chance.random.below(60);
    await engine.deliver(events.slice(start, start + size));
    start += size;
  }
  for (const turn of turns) await turn.happen(engine);
  await engine.relay();
  await engine.sweep();
}

const seeds = Array.from({ length: 12 * soakFactor() }, (_, place) => place + 1);

describe('whatever happens, in whatever order', () => {
  it.each(seeds)('the read model is exactly that of a batch computation (seed %i)', async (seed) => {
    const events = chanceEvents(new Random(seed), 400);
    const links = chanceLinks(new Random(seed + 500));
    const engine = await TestEngine.create(database.url, { batchSize: 500, partitions: 1 + (seed % 3) });
    engines.push(engine);
    const order = new Random(seed + 1_000);
    const repeated = [...events, ...events.filter(() => order.below(5) === 0)];
    await deliver(engine, order.shuffled(repeated), { random: order, links });
    const defined = CHANCE_DEFINITIONS.flat();
    const expected = statisticsOf([...defined, ...events, ...links]);
    expect(await engine.statistics()).toEqual(expected);
  });

  it('has all there is to count in its expectations', () => {
    const random = new Random(1);
    const lines = statisticsOf([
      ...CHANCE_DEFINITIONS.flat(),
      ...chanceEvents(random, 400),
      ...chanceLinks(random),
    ]);
    const kinds = [
      'units',
      'units with error',
      'excluded',
      'n',
      'squares',
      'yd',
      'xy',
      'ey',
      'xd',
      'w',
      'wwyy',
    ];
    expect(kinds.filter((kind) => !lines.some((line) => line.includes(` ${kind} = `)))).toEqual([]);
    for (const part of ['country=NL', 'age=41.5', 'revenue@2', 'median@2', 'run 2', 'never-defined'])
      expect(lines.some((line) => line.includes(part))).toBe(true);
  });
});
