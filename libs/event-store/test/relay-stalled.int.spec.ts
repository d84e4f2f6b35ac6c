import { eventually } from '@assay/testing';
import { Relay } from '../src/index.js';
import { RelayWatch } from '../src/relay/relay-watch.js';
import type { RelayStall } from '../src/relay/relay-watch.js';
import { STREAM, variantAdded } from './example-events.js';
import { TestBus } from './test-bus.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

const START = Date.parse('2026-01-01T00:00:00Z');

describe('publishing that stands still', () => {
  let test: TestStore;
  let bus: TestBus;
  let relay: Relay;
  let now: number;
  let told: RelayStall[];
  let watch: RelayWatch;
  beforeEach(async () => {
    test = await openTestStore();
    bus = new TestBus();
    relay = new Relay({ ...test.database, bus, pollMs: 20, maxBackoffMs: 50 });
    now = START;
    told = [];
    watch = new RelayWatch({ database: test.pool, now: () => now, onChange: (stall) => told.push(stall) });
  });
  afterEach(async () => {
    await relay.stop();
    await test.close();
  });

  /** Looks every two seconds for so long, as a service does. */
  const lookFor = async (seconds: number): Promise<void> => {
    for (let end = now + seconds * 1000; now < end; now += 2_000) await watch.look();
  };
  const append = (name: string, version: number) => test.store.append(STREAM, version, [variantAdded(name)]);

  it('is told within 30 s, once, although no relay says anything; and that it is over', async () => {
    await append('a', 0);
    await lookFor(60);
    expect(told).toEqual([{ waiting: 1, stalledMs: 16_000 }]);

    relay.start();
    await eventually(() => bus.published.length === 1);
    await eventually(async () => (await watch.look()).waiting === 0);
    expect(told.slice(1)).toEqual([{ waiting: 0, stalledMs: 0 }]);
    expect(bus.ids()).toHaveLength(1);
  });

  it('is told when the bus takes nothing, and nothing is skipped after', async () => {
    relay.start();
    bus.away = true;
    await append('a', 0);
    await append('b', 1);
    await lookFor(20);
    expect(told).toHaveLength(1);
    await eventually(() => {
      expect(relay.health().lastError).toBe('the bus is away');
    });
    bus.away = false;
    await eventually(() => bus.published.length === 2);
    expect(bus.published).toEqual((await test.store.readFrom(0, 10)).map(({ event }) => event));
  });

  it('is not told while events are published, however many wait', async () => {
    for (let n = 0; n < 10; n += 1) await append(String(n), n);
    for (let position = 1; position <= 9; position += 1) {
      await test.pool.query(`UPDATE relay_positions SET position = $1 WHERE log = 'events'`, [position]);
      await lookFor(10);
    }
    expect(told).toEqual([]);
  });

  it('looks like nothing at all when only the relay itself is asked (control)', async () => {
    await append('a', 0);
    now += 60_000;
    expect(relay.health()).toEqual({ leading: false });
  });
});
