import { Random } from '@assay/testing';
import { HOUR, outcome, START } from './support/events.js';
import { statisticsOf } from './support/oracle.js';
import { testEngines } from './support/test-engines.js';

const HOURS = 40 * 24;
const KEPT_HOURS = 14 * 24;
/** An outcome every hour for forty days, under two flags. */
const EVENTS = Array.from({ length: HOURS }, (_, hour) =>
  outcome({
    ...{ unit: `u${String(hour % 50)}`, time: START + hour * HOUR, flag: hour % 2 === 0 ? 'even' : 'odd' },
    ...{ success: hour % 7 !== 0, latencyMs: 10 + (hour % 90) },
  }),
);

const engineWith = testEngines();

it('outcomes by minute are kept for two weeks, the same in any order and on any number of partitions', async () => {
  const [one, other] = await Promise.all([
    engineWith({ batchSize: 50 }),
    engineWith({ batchSize: 170, partitions: 3 }),
  ]);
  await one.deliver(EVENTS);
  await other.deliver(new Random(3).shuffled([...EVENTS, ...EVENTS.slice(0, 300)]));
  expect(await one.statistics()).toEqual(statisticsOf(EVENTS));
  expect(await other.statistics()).toEqual(statisticsOf(EVENTS));
  expect(await other.hash()).toBe(await one.hash());
  for (const table of ['outcome_statistics', 'outcome_latencies']) {
    const [row] = await one.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    // Of each flag the newest minute, and those up to two weeks before it.
    expect(row?.n).toBe(KEPT_HOURS + 2);
  }
});
