import type { EventEnvelope } from '@assay/contracts';
import { Random } from '@assay/testing';
import { OTHER_VALUES } from '../../src/engine/state/attributes.js';
import { whyNotTold } from '../../src/product/usage/read-usage.js';
import { MOST_KEPT } from '../../src/product/storage/kept-values.js';
import { HOUR, interaction, START } from '../support/events.js';
import type { TestEngine, TestEngineOptions } from '../support/test-engine.js';
import { testProducts } from '../support/test-product.js';

const NAMES = (MOST_KEPT['event-names'] ?? 0) * 3;
const ITEMS = (MOST_KEPT['items'] ?? 0) * 2;

/** Every event has a name of its own, every impression an item of its own; one unit sends far too many names. */
const EVENTS: readonly EventEnvelope[] = [
  ...Array.from({ length: NAMES }, (_, number) =>
    interaction({
      unit: number % 3 === 0 ? 'bot' : `unit-${String(number)}`,
      time: START + (number % 5) * HOUR,
      name: `name-${String(number)}`,
    }),
  ),
  ...Array.from({ length: ITEMS }, (_, number) =>
    interaction({
      unit: `unit-${String(number)}`,
      time: START,
      name: 'impression',
      attributes: { position: 1, itemId: `item-${String(number)}` },
    }),
  ),
];

const productWith = testProducts();
const productAfter = async (
  events: readonly EventEnvelope[],
  options: TestEngineOptions = {},
): Promise<TestEngine> => {
  const product = await productWith(options);
  await product.deliver(events);
  return product;
};

describe('more names and items than are told apart', () => {
  it('are all counted, in a bounded number of rows', async () => {
    const product = await productAfter(EVENTS);
    const [row] = await product.rows(
      `SELECT (SELECT count(*)::int FROM kept_values WHERE list = 'event-names') AS names,
         (SELECT count(*)::int FROM kept_values WHERE list = 'items') AS items,
         (SELECT count(DISTINCT value)::int FROM unit_statistics WHERE slot = -1) AS rows,
         (SELECT sum(amount)::int FROM unit_statistics WHERE slot = -1 AND figure = 'events' AND value = '') AS events,
         (SELECT sum(impressions)::int FROM position_statistics) AS impressions,
         (SELECT sum(impressions)::int FROM position_statistics WHERE item = $1) AS others`,
      [OTHER_VALUES],
    );
    expect(row).toEqual({
      names: MOST_KEPT['event-names'],
      items: MOST_KEPT['items'],
      rows: expect.any(Number),
      events: EVENTS.length,
      impressions: ITEMS,
      others: ITEMS - (MOST_KEPT['items'] ?? 0),
    });
    expect(row).toHaveProperty('rows', expect.any(Number));
    expect((row as { rows: number }).rows).toBeLessThanOrEqual((MOST_KEPT['event-names'] ?? 0) + 2);
  });

  it('have no numbers of their own in a report, not zeros; names that are kept have', async () => {
    const product = await productAfter(EVENTS, { batchSize: 3_000, partitions: 2 });
    const kept = await product.rows<{ value: string }>(
      `SELECT DISTINCT value FROM unit_statistics WHERE slot = -1 AND value LIKE 'name-%' ORDER BY 1`,
    );
    const names = Array.from({ length: NAMES }, (_, number) => `name-${String(number)}`);
    const reasons: (readonly [name: string, reason: string | undefined])[] = [];
    for (const name of names.slice(0, 60).filter((_, number) => number % 3 !== 0))
      reasons.push([name, await whyNotTold(product.reader, 'default', name)]);
    const told = reasons.filter(([, reason]) => reason === undefined).map(([name]) => name);
    expect(kept.map(({ value }) => value)).toEqual(expect.arrayContaining(told));
    expect(told.length).toBeLessThan(40);
    expect(reasons.find(([, reason]) => reason !== undefined)?.[1]).toContain('counted under (other)');
    const few = await productAfter(EVENTS.slice(0, 100));
    expect(await whyNotTold(few.reader, 'default', 'never-sent')).toBeUndefined();
  });

  it('are the same ones in any order, in batches of any size, on any number of partitions', async () => {
    const [one, other] = [
      await productAfter(EVENTS, { batchSize: 3_000 }),
      await productAfter(new Random(2).shuffled([...EVENTS, ...EVENTS]), { batchSize: 170, partitions: 3 }),
    ];
    expect(await other.hash()).toBe(await one.hash());
  });
});
