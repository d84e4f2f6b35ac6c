import { exposure, HOUR, interaction, START } from './support/events.js';
import { statisticsOf } from './support/oracle.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';
import { DEFINITIONS, traffic } from './support/traffic.js';

const BATCH = 20;
/** The second half of it comes twice. */
const ONCE = traffic(41, 120, 10);
const EVENTS = [...ONCE, ...ONCE.slice(ONCE.length / 2)];
const EXPECTED = statisticsOf([...DEFINITIONS, ...ONCE]);

const engineWith = testEngines();

async function defined(): Promise<TestEngine> {
  const engine = await engineWith({ batchSize: BATCH });
  await engine.define(DEFINITIONS);
  return engine;
}

/** One after the other applies a batch. */
async function inTurn(engines: readonly TestEngine[]): Promise<void> {
  for (let start = 0; start < EVENTS.length; start += BATCH)
    await engines[(start / BATCH) % engines.length]?.deliver(EVENTS.slice(start, start + BATCH));
}

const unit = (number: number): string => `unit-${String(number)}`;
const clicks = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    interaction({ unit: unit(from + index), time: START + (from + index) * 1_000, name: 'click' }),
  );

/** Of which tables the batch asked what is stored. */
const lookedUp = ({ sent }: TestEngine): readonly string[] =>
  ['unit_events WHERE id', 'unit_state', 'definitions USING'].filter((table) =>
    sent.some((sql) => sql.includes(table)),
  );

describe('what is known of a partition from the batches before', () => {
  it('is not looked up: new ids, units without a state, definitions', async () => {
    const engine = await defined();
    await engine.deliver([exposure({ unit: unit(0), time: START, experiment: 'checkout', variant: 'a' })]);
    await engine.deliver(clicks(0, 5));
    engine.sent = [];
    await engine.deliver(clicks(5, 15));
    expect(lookedUp(engine)).toEqual([]);
    engine.sent = [];
    await engine.deliver([interaction({ unit: unit(0), time: START + HOUR, name: 'click' })]);
    expect(lookedUp(engine)).toEqual(['unit_state']);
  });

  it('changes no figure', async () => {
    const engine = await defined();
    await inTurn([engine]);
    expect(await engine.statistics()).toEqual(EXPECTED);
  });

  it('is not used after another process applied a batch', async () => {
    const engine = await defined();
    const other = await engine.beside();
    await inTurn([engine, other]);
    expect(await engine.statistics()).toEqual(EXPECTED);
    await other.close();
  });

  it('control: used all the same, a unit gets a state twice', async () => {
    const engine = await defined();
    const other = await engine.beside();
    [engine.believesToBeAlone, other.believesToBeAlone] = [true, true];
    await expect(inTurn([engine, other])).rejects.toThrow('violates unique constraint "pk_unit_state"');
    await other.close();
  });

  it.each([false, true])('or what it does is missed: believing to be alone, %s', async (alone) => {
    const engine = await defined();
    const other = await engine.beside();
    engine.believesToBeAlone = alone;
    const exposed = exposure({ unit: unit(0), time: START, experiment: 'checkout', variant: 'a' });
    const click = interaction({ unit: unit(0), time: START + HOUR, name: 'click' });
    await engine.deliver(clicks(5, 10));
    await other.deliver([exposed]);
    await engine.deliver([click]);
    await other.close();
    const counted = await engine.statistics();
    const [whole, missed] = [
      statisticsOf([...DEFINITIONS, exposed, click]),
      statisticsOf([...DEFINITIONS, exposed]),
    ];
    expect(missed).not.toEqual(whole);
    expect(counted).toEqual(alone ? missed : whole);
  });
});
