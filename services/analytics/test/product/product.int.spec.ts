import type { EventEnvelope } from '@assay/contracts';
import { timeOrderedId, TOPICS } from '@assay/contracts';
import { Random, soakFactor } from '@assay/testing';
import { ENGINE_PROJECTION } from '../../src/engine/engine.projection.js';
import { ACTIVITY_SLOT, USAGE_SLOT } from '../../src/product/model/slot-models.js';
import { dayOf } from '../../src/calendar/days.js';
import { SPANS } from '../../src/product/model/trailing.js';
import { readByDay, readEnding, readWindow } from '../../src/product/report/read-statistics.js';
import { aliased, exposure, HOUR, interaction, START } from '../support/events.js';
import { feature, funnel, powerUsers, segment } from '../support/product-events.js';
import { ProductOracle } from '../support/product-oracle.js';
import type { TestEngine, TestEngineOptions } from '../support/test-engine.js';
import { announce, slotOf, testProducts } from '../support/test-product.js';

const DEFINITIONS = [
  feature(
    { key: 'search' },
    { complete: { event: 'complete' }, refer: { event: 'refer' }, convert: { event: 'purchase' } },
  ),
  funnel({ key: 'buying' }),
  funnel({ key: 'by-variant' }, { experiment: 'checkout' }),
  powerUsers({ key: 'heavy' }),
  segment({ key: 'pro' }),
];
const FIRST_DAY = dayOf(START);
const DAYS = 50;

/** Visitors of fifty days: some come often, some once; some log in, some see two variants. */
function visitors(seed: number, count: number): readonly EventEnvelope[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, number): readonly EventEnvelope[] => {
    const unit = `unit-${String(number)}`;
    const visits = 1 + random.below(number % 5 === 0 ? 40 : 9);
    const days = Array.from({ length: 1 + Math.floor(visits / 5) }, () => random.below(DAYS - 1));
    const events = Array.from({ length: visits }, (__, visit) => {
      const day = days[random.below(days.length)] ?? 0;
      const time = START + day * 24 * HOUR + random.below(40) * HOUR + random.below(3) * 1_000;
      const name = random.pick([
        'view',
        'view',
        'use',
        'complete',
        'refer',
        'purchase',
        'impression',
        'click',
      ]);
      const value = random.pick(['2.5', '-1.000001', '10']);
      const attributes = {
        plan: random.pick(['free', 'pro']),
        position: random.below(3),
        itemId: random.below(9),
      };
      return interaction({ unit, time, name, value, attributes, id: `${String(visit)} ${name}` });
    });
    const seen = Array.from({ length: random.below(5) }, () =>
      exposure({
        unit,
        time: START + random.below(DAYS * 24) * HOUR,
        experiment: 'checkout',
        variant: random.below(3) === 0 ? 'treatment' : 'control',
        run: 1 + random.below(2),
        reason: random.below(6) === 0 ? 'override' : 'split',
      }),
    );
    const user = `user-${String(random.below(9))}`;
    const link = random.below(6) === 0 ? [aliased({ unit, time: START + 5 * HOUR, user })] : [];
    return [...events, ...seen, ...link];
  }).flat();
}

const EVENTS = new Random(3).shuffled(visitors(7, 80 * soakFactor()));

const productWith = testProducts();

/** What the engine forwards of linked units, as it lies in the log. */
async function forwarded(): Promise<readonly EventEnvelope[]> {
  const engine = await productWith({ definition: ENGINE_PROJECTION });
  await engine.deliver(EVENTS);
  return [...engine.emitted];
}

let log: readonly EventEnvelope[];
beforeAll(async () => {
  log = [...EVENTS, ...(await forwarded())];
});

describe('the product reports', () => {
  const oracle = new ProductOracle(EVENTS);
  let product: TestEngine;
  beforeAll(async () => {
    product = await productWith({ batchSize: 70, partitions: 2 });
    await announce(product, DEFINITIONS);
    await product.sweep();
    await product.deliver(log);
  });

  const windows = SPANS.flatMap((days) =>
    [FIRST_DAY, FIRST_DAY + 3, FIRST_DAY + 20, FIRST_DAY + DAYS + 10].map((to) => ({ days, to })),
  );
  const figuresOf = async (key: string, { days, to }: { days: number; to: number }) => {
    const where = { project: 'default', slot: await slotOf(product, key) };
    return Object.fromEntries(await readWindow(product.reader, where, { from: to - days + 1, to }));
  };

  it.each(windows)('count a feature as the oracle does: $days days to day $to', async (window) => {
    expect(await figuresOf('search', window)).toEqual(oracle.feature(window));
  });

  it.each(windows)('count a funnel as the oracle does: $days days to day $to', async (window) => {
    const { duration: _, ...steps } = await figuresOf('buying', window);
    expect(steps).toEqual(oracle.funnel(window));
  });

  it.each(windows)('count a funnel by variant as the oracle does: $days days to day $to', async (window) => {
    const { duration: _, ...steps } = await figuresOf('by-variant', window);
    expect(steps).toEqual(oracle.funnel(window, 'checkout'));
  });

  it.each(windows)('count uses and segments as the oracle does: $days days to day $to', async (window) => {
    expect(await figuresOf('heavy', window)).toEqual(oracle.uses(window));
    expect(await figuresOf('pro', window)).toEqual(oracle.segment(window));
  });

  it('count usage, active units and cohorts as the oracle does, day by day', async () => {
    const days = { from: FIRST_DAY, to: FIRST_DAY + DAYS };
    const usage = { project: 'default', slot: USAGE_SLOT };
    const activity = { project: 'default', slot: ACTIVITY_SLOT };
    const events = await readByDay(product.reader, usage, { figure: 'events', days });
    const units = await readByDay(product.reader, usage, { figure: 'units', days });
    const week = await readEnding(product.reader, activity, { figure: 'active', span: 7, days });
    const third = await readByDay(product.reader, activity, { figure: 'cohort-day 3', days });
    for (let day = days.from; day <= days.to; day += 1) {
      expect({ events: events.get(day) ?? 0, units: units.get(day) ?? 0 }).toEqual(oracle.usage(day));
      expect(week.get(day)).toBe(oracle.active({ days: 7, to: day }));
      expect(third.get(day) ?? 0).toBe(oracle.returned(day, 3));
    }
  });

  it('are held against figures that are not empty', () => {
    const window = { days: 30, to: FIRST_DAY + 30 };
    const figures = { ...oracle.feature(window), ...oracle.funnel(window, 'checkout') };
    expect(Object.keys(figures)).toEqual(
      expect.arrayContaining([
        'returned',
        'referred',
        'convertedUsers',
        'step 3',
        'arm 2/control step 1',
        'arm 1/ step 1',
      ]),
    );
  });

  it('count positions as the oracle does, what was forwarded once', async () => {
    const rows = await product.rows<{ position: number; impressions: number; clicks: number }>(
      `SELECT position, sum(impressions)::int AS impressions, sum(clicks)::int AS clicks
       FROM position_statistics GROUP BY position ORDER BY position`,
    );
    expect(rows).toEqual([0, 1, 2].map((position) => ({ position, ...oracle.position(position) })));
  });
});

describe('the read model of the product reports', () => {
  const hashOf = async (
    options: TestEngineOptions,
    deliver: (product: TestEngine) => Promise<void>,
  ): Promise<string> => {
    const product = await productWith(options);
    await deliver(product);
    await product.sweep();
    return product.hash();
  };
  const inOrder = (product: TestEngine) => announce(product, DEFINITIONS).then(() => product.deliver(log));

  it('is the same whatever the order, the batches, the partitions, repeats, and when definitions come', async () => {
    const expected = await hashOf({ batchSize: 500 }, inOrder);
    const random = new Random(11);
    const hashes = [
      await hashOf({ batchSize: 33, partitions: 3 }, async (product) => {
        await product.deliver(random.shuffled([...log, ...log]));
        await announce(product, random.shuffled(DEFINITIONS));
      }),
      await hashOf({ batchSize: 90, partitions: 2 }, async (product) => {
        const shuffled = random.shuffled(log);
        await product.deliver(shuffled.slice(0, 200));
        await announce(product, DEFINITIONS);
        await product.sweepPiece(1);
        await product.deliver(shuffled);
        await announce(product, DEFINITIONS);
      }),
    ];
    expect(hashes).toEqual([expected, expected]);
  });

  it('counts two units that send the same id, whichever partition comes first', async () => {
    const id = timeOrderedId(START, 'shared');
    const ofEach = ['one', 'other'].map((unit) => ({
      ...interaction({ unit, time: START, name: 'buy' }),
      id,
    }));
    const after = (order: readonly number[]) => async (product: TestEngine) => {
      for (const partition of order)
        await product.apply(TOPICS.interactions.name, partition, ofEach.slice(partition, partition + 1));
      const [row] = await product.rows<{ units: number }>('SELECT count(*)::int AS units FROM unit_events');
      expect(row?.units).toBe(2);
    };
    expect(await hashOf({ partitions: 2 }, after([0, 1]))).toBe(
      await hashOf({ partitions: 2 }, after([1, 0])),
    );
  });

  it('differs when one event is missing', async () => {
    const without = await hashOf({}, async (product) => {
      await announce(product, DEFINITIONS);
      await product.deliver(log.slice(1));
    });
    expect(without).not.toBe(await hashOf({}, inOrder));
  });

  it('differs when an event comes again under another id', async () => {
    const [first] = EVENTS.filter(({ type }) => type === 'InteractionRecorded');
    const again = await hashOf({}, async (product) => {
      await inOrder(product);
      await product.deliver([{ ...first, id: '01890000-0000-7000-8000-000000000000' }]);
    });
    expect(again).not.toBe(await hashOf({}, inOrder));
  });

  it('takes an id in upper case for the same one', async () => {
    const again = await hashOf({ batchSize: 70 }, async (product) => {
      await inOrder(product);
      await product.deliver(log.map((event) => ({ ...event, id: event.id.toUpperCase() })));
    });
    expect(again).toBe(await hashOf({ batchSize: 70 }, inOrder));
  });

  it('takes a fixed number of statements for a batch of any size', async () => {
    const product = await productWith({ batchSize: 10_000 });
    await announce(product, DEFINITIONS);
    await product.sweep();
    await product.deliver([interaction({ unit: 'first', time: START, name: 'view', id: 'first' })]);
    product.statements = 0;
    await product.deliver(log);
    expect(product.statements).toBeLessThan(25);
  });
});
