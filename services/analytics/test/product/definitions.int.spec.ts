import { readHistory } from '../../src/engine/storage/history.js';
import { unitKeyOf } from '../../src/engine/storage/unit-event.js';
import { HOUR, interaction, START } from '../support/events.js';
import { feature, funnel, retired } from '../support/product-events.js';
import type { TestEngine } from '../support/test-engine.js';
import { announce, testProducts } from '../support/test-product.js';

const visits = (units: number) =>
  Array.from({ length: units }, (_, number) =>
    ['view', 'use'].map((name, place) =>
      interaction({ unit: `unit-${String(number)}`, time: START + (number % 40) * HOUR + place, name }),
    ),
  ).flat();

const productWith = testProducts();
const rowsOf = async (product: TestEngine) => {
  const [row] = await product.rows<{ pages: number; statistics: number; sweeps: number; slots: number }>(
    `SELECT (SELECT count(*)::int FROM unit_pages WHERE slot > 0) AS pages,
       (SELECT count(*)::int FROM unit_statistics WHERE slot > 0) AS statistics,
       (SELECT count(*)::int FROM slot_sweeps) AS sweeps,
       (SELECT count(*)::int FROM slots WHERE NOT dropped) AS slots`,
  );
  return row;
};

describe('a definition', () => {
  it('that is retired leaves nothing behind, also when its event comes again', async () => {
    const product = await productWith({ partitions: 2 });
    await announce(product, [feature({ key: 'search' }), funnel({ key: 'buying' })]);
    await product.deliver(visits(60));
    await product.sweep();
    expect(await rowsOf(product)).toMatchObject({ slots: 2, sweeps: 4 });
    const gone = [
      retired('feature', { key: 'search', version: 2 }),
      retired('funnel', { key: 'buying', version: 2 }),
    ];
    await announce(product, gone);
    await product.deliver(visits(70));
    await product.sweep();
    expect(await rowsOf(product)).toEqual({ pages: 0, statistics: 0, sweeps: 0, slots: 0 });
    await announce(product, [feature({ key: 'search' })]);
    await product.sweep();
    expect(await rowsOf(product)).toMatchObject({ slots: 0, statistics: 0 });
  });

  it('that is changed replaces the one before only when every partition has counted it', async () => {
    const product = await productWith({ partitions: 2 });
    await announce(product, [feature({ key: 'search' })]);
    await product.deliver(visits(60));
    await product.sweep();
    await announce(product, [feature({ key: 'search', version: 2 }, { use: { event: 'view' } })]);
    await product.sweepPiece(0);
    expect(await rowsOf(product)).toMatchObject({ slots: 2 });
    await product.sweep();
    // The first partition was through before the second one; it comes by again.
    await product.sweep();
    expect(await rowsOf(product)).toMatchObject({ slots: 1, sweeps: 2 });
    const fresh = await productWith({ partitions: 2 });
    await announce(fresh, [feature({ key: 'search', version: 2 }, { use: { event: 'view' } })]);
    await fresh.sweep();
    await fresh.deliver(visits(60));
    expect(await product.hash()).toBe(await fresh.hash());
  });

  it('counts units that come while they are swept once', async () => {
    const product = await productWith();
    await product.deliver(visits(1_200));
    await announce(product, [feature({ key: 'search' })]);
    await product.sweepPiece(0);
    await product.deliver(visits(1_500));
    await product.sweep();
    const [row] = await product.rows<{ uses: number }>(
      `SELECT sum(amount)::int AS uses FROM unit_statistics WHERE slot > 0 AND figure = 'uses'`,
    );
    expect(row).toEqual({ uses: 1_500 });
  });
});

describe('a unit that has done very much', () => {
  const PIECE = 5_000;
  const busy = Array.from({ length: 2 * PIECE + 7 }, (_, number) =>
    interaction({ unit: 'bot', time: START + number * 60_000, name: number % 3 === 0 ? 'use' : 'view' }),
  );
  const key = unitKeyOf('default', 'bot');

  it('is counted for a new definition piece by piece, as it would have been from the beginning', async () => {
    const [late, early] = await Promise.all([productWith({ batchSize: 2_000 }), productWith()]);
    await late.deliver([...visits(30), ...busy]);
    await announce(late, [feature({ key: 'search' })]);
    await late.sweep();
    await announce(early, [feature({ key: 'search' })]);
    await early.sweep();
    await early.deliver([...busy, ...visits(30)]);
    expect(late.largestAnswer).toBeLessThanOrEqual(PIECE);
    expect(await late.hash()).toBe(await early.hash());
    // Control: its history at once is all of it.
    const historyOf = await readHistory(late.reader, [key]);
    expect(historyOf(key)).toHaveLength(busy.length);
    expect(late.largestAnswer).toBe(busy.length);
  });
});

describe('the rows that reports read', () => {
  it('are as many for ten times the units', async () => {
    const count = async (units: number) => {
      const product = await productWith();
      await announce(product, [feature({ key: 'search' }), funnel({ key: 'buying' })]);
      await product.sweep();
      await product.deliver(visits(units));
      const [row] = await product.rows<{ n: number }>('SELECT count(*)::int AS n FROM unit_statistics');
      return row?.n;
    };
    expect(await count(2_000)).toBe(await count(200));
  });
});
