import type { EventEnvelope } from '@assay/contracts';
import { Random, soakFactor } from '@assay/testing';
import { statisticsOf } from './support/oracle.js';
import { CHANCE_DEFINITIONS, chanceEvents, chanceLinks } from './support/story-of-chance.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

const engineWith = testEngines();

/** Something that happens to the engine, in its place between the events. */
interface Turn {
  readonly at: number;
  readonly happen: (engine: TestEngine) => Promise<unknown>;
  readonly tells: readonly EventEnvelope[];
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
    return events.map((event, place) => ({ at: at[place] ?? 0, happen: deliver(event), tells: [event] }));
  };
  return [
    ...CHANCE_DEFINITIONS.flatMap((stream) =>
      inOrder(stream, (event) => (engine) => engine.announce([event])),
    ),
    ...inOrder(links, (event) => (engine) => engine.deliver([event])),
    ...moments(6).map((at) => ({ at, happen: (engine: TestEngine) => engine.sweepPiece(0), tells: [] })),
    ...moments(3).map((at) => ({ at, happen: (engine: TestEngine) => engine.relay(), tells: [] })),
  ].sort((one, other) => one.at - other.at);
}

/** Delivers everything in random batches; `settled` is called some times in between, and in the end. */
async function deliver(
  engine: TestEngine,
  events: readonly EventEnvelope[],
  chance: { readonly random: Random; readonly links: readonly EventEnvelope[] },
  settled: (soFar: readonly EventEnvelope[]) => Promise<void>,
): Promise<void> {
  const told: EventEnvelope[] = [];
  const turns = [...turnsOf(events.length, chance)];
  const take = async (turn: Turn): Promise<void> => {
    await turn.happen(engine);
    told.push(...turn.tells);
  };
  const settle = async (): Promise<void> => {
    await engine.relay();
    await engine.sweep();
    await settled(told);
  };
  for (let start = 0; start < events.length;) {
    for (; (turns[0]?.at ?? Infinity) <= start; turns.shift()) if (turns[0]) await take(turns[0]);
    const batch = events.slice(start, start + 1 + chance.random.below(60));
    await engine.deliver(batch);
    told.push(...batch);
    start += batch.length;
    if (chance.random.below(5) === 0) await settle();
  }
  for (const turn of turns) await take(turn);
  await settle();
}

const seeds = Array.from({ length: 12 * soakFactor() }, (_, place) => place + 1);

describe('whatever happens, in whatever order', () => {
  it.each(seeds)('the read model is exactly that of a batch computation (seed %i)', async (seed) => {
    const events = chanceEvents(new Random(seed), 400);
    const links = chanceLinks(new Random(seed + 500));
    const engine = await engineWith({ batchSize: 500, partitions: 1 + (seed % 3) });
    const order = new Random(seed + 1_000);
    const repeated = [...events, ...events.filter(() => order.below(5) === 0)];
    let looks = 0;
    await deliver(engine, order.shuffled(repeated), { random: order, links }, async (soFar) => {
      looks += 1;
      expect(await engine.statistics()).toEqual(statisticsOf(soFar));
    });
    expect(looks).toBeGreaterThan(0);
    const expected = statisticsOf([...CHANCE_DEFINITIONS.flat(), ...events, ...links]);
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
      'first exposure',
      'last event',
      'errors',
    ];
    expect(kinds.filter((kind) => !lines.some((line) => line.includes(` ${kind} = `)))).toEqual([]);
    const parts = ['country=NL', 'age=41.5', 'revenue@2', 'median@2 bucket', 'run 2', 'never-defined'];
    parts.push('bought~day-1@1', 'revenue~day-3@1', 'per_look~denominator@1 bucket', 'per_look~day-2@3');
    for (const part of [...parts, 'outcomes under checkout', ' latency '])
      expect(lines.some((line) => line.includes(part))).toBe(true);
  });
});
