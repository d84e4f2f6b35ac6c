import type { EventEnvelope } from '@assay/contracts';
import { visibleSlots } from '../src/engine/storage/definitions.js';
import { readMatured } from '../src/reports/read/open-days.js';
import { readRunSums } from '../src/reports/read/run-sums.js';
import { experimentCreated, exposure, HOUR, interaction, metric, START } from './support/events.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

const DAY = 24 * HOUR;
const DAYS = 5;
const RUN = { project: 'default', experiment: 'e', run: 1, variants: [], phases: [] };
const KEYS = ['spent', 'median'];
const DEFINITION = experimentCreated('e', {
  primary: metric('spent', { type: 'mean', event: 'buy', windowHours: 24 }),
  secondary: [metric('median', { type: 'quantile', event: 'buy', windowHours: 24 })],
});

/** Sixty units a day, each with one purchase an hour after its exposure. */
function eventsOf(days: number): readonly EventEnvelope[] {
  return Array.from({ length: 60 * days }, (_, index) => {
    const [day, unit] = [Math.floor(index / 60), `u${String(index)}`];
    const time = START + day * DAY + (index % 60) * 60_000;
    const variant = index % 3 === 0 ? 'a' : 'b';
    const value = String(((index * 7) % 50) + 1 + day * 10);
    return [
      exposure({ unit, time, experiment: 'e', variant, phase: day < 2 ? 1 : 2 }),
      interaction({ unit, time: time + HOUR, name: 'buy', value }),
    ];
  }).flat();
}

const engineWith = testEngines();

async function engineOf(days: number): Promise<TestEngine> {
  const engine = await engineWith({ partitions: 2 });
  await engine.define([DEFINITION]);
  await engine.deliver(eventsOf(days));
  return engine;
}

async function sumsOf(engine: TestEngine) {
  const slots = await visibleSlots(engine.reader, RUN, 2);
  return { slots, sums: await readRunSums(engine.reader, RUN, slots) };
}

const inText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));

it('matured units have the sums of a run that ended with them, medians included', async () => {
  const [engine, ended] = await Promise.all([engineOf(DAYS), engineOf(2)]);
  const [{ slots, sums }, expected] = await Promise.all([sumsOf(engine), sumsOf(ended)]);
  const completeTo = START + 3 * DAY + HOUR;
  for (const key of KEYS) {
    const [slot] = slots.filter(({ spec }) => spec.key === key);
    if (slot === undefined) throw new TypeError(`${key} is not there`);
    const matured = await readMatured(engine.reader, RUN, slot, { sums, completeTo });
    expect(matured).toMatchObject({ units: 120, openUnits: 60 * (DAYS - 2) });
    const shown = (rows: readonly { variant: string; n: number; buckets?: unknown; sum: unknown }[] = []) =>
      rows.map(({ variant, n, buckets }) => inText({ variant, n, buckets })).sort();
    expect(shown(matured?.metrics)).toEqual(
      shown(expected.sums.metrics.filter(({ metric: of }) => of === key)),
    );
    // Control: with everybody in them the sums are others.
    expect(shown(matured?.metrics)).not.toEqual(shown(sums.metrics.filter(({ metric: of }) => of === key)));
  }
});

it('nobody waits when all windows are over, and everybody while nothing is known of the log', async () => {
  const engine = await engineOf(2);
  const { slots, sums } = await sumsOf(engine);
  const [slot] = slots;
  if (slot === undefined) throw new TypeError('no metric is there');
  expect(await readMatured(engine.reader, RUN, slot, { sums, completeTo: START + 9 * DAY })).toBeUndefined();
  expect(await readMatured(engine.reader, RUN, slot, { sums, completeTo: null })).toMatchObject({
    units: 0,
    openUnits: 120,
    metrics: [],
  });
});
