import { eventually } from '@assay/testing';
import type { EventBus, SharedSubscription } from '@assay/event-bus';
import { Collector, idsByKey } from '../support/collector.js';
import type { CreateLog, LogUnderTest } from '../support/log-under-test.js';
import { click, clicks, INTERACTIONS } from '../support/sample-events.js';

/** What every log promises about consumer groups. */
export function groupsContract(createLog: CreateLog): void {
  describe('groups', () => {
    let log: LogUnderTest;
    beforeEach(async () => {
      log = await createLog();
    });
    afterEach(() => log.close());

    /** A member of the group that notes which partitions it has. */
    const join = async (bus: EventBus, collector: Collector, rest: Partial<SharedSubscription> = {}) => {
      const owned = new Set<number>();
      const subscription = await bus.subscribe({
        group: 'workers',
        topics: [INTERACTIONS],
        handle: collector.handle,
        onOwned: (_, partition) => void owned.add(partition),
        onLost: (_, partition) => void owned.delete(partition),
        ...rest,
      });
      return { subscription, owned };
    };

    it('divides the partitions among the members, and gives them back when one leaves', async () => {
      const buses = [log.open(), log.open()];
      const collectors = [new Collector(), new Collector()];
      const members = await Promise.all(
        buses.map((bus, index) => join(bus, collectors[index] ?? new Collector())),
      );
      const partitions = (await log.open().ends(INTERACTIONS)).map(({ partition }) => partition);
      const sizes = () => members.map(({ owned }) => owned.size);
      await eventually(() => sizes().every((size) => size === partitions.length / 2));
      expect(members.flatMap(({ owned }) => [...owned]).sort()).toEqual(partitions);

      await members[0]?.subscription.stop();
      await eventually(() => members[1]?.owned.size === partitions.length);
      await buses[1]?.publish(clicks(100));
      await eventually(() => collectors[1]?.ids.length === 100);
      expect(collectors[0]?.ids).toEqual([]);
    });

    it('handles every event exactly once across the members when nobody fails', async () => {
      const collectors = [new Collector(), new Collector()];
      const members = await Promise.all(collectors.map((collector) => join(log.open(), collector)));
      await eventually(() => members.every(({ owned }) => owned.size > 0));
      const events = clicks(300, 40);
      await log.open().publish(events);
      await eventually(() => collectors.flatMap(({ ids }) => ids).length >= 300);
      expect({ ...collectors[0]?.idsByKey, ...collectors[1]?.idsByKey }).toEqual(idsByKey(events));
      await Promise.all(members.map(({ subscription }) => subscription.caughtUp));
    });

    it('continues at the group’s own position after a restart', async () => {
      const bus = log.open();
      const first = new Collector();
      await bus.publish(clicks(30));
      const member = await join(bus, first);
      await member.subscription.caughtUp;
      await member.subscription.stop();
      await bus.publish([click('unit-1', 31)]);
      const second = new Collector();
      const again = await join(bus, second);
      await again.subscription.caughtUp;
      expect(first.ids).toHaveLength(30);
      expect(second.ids).toEqual([click('unit-1', 31).id]);
    });

    it('continues at the reader’s own checkpoint where it has one', async () => {
      const bus = log.open();
      const first = new Collector();
      await bus.publish(clicks(30));
      const member = await join(bus, first);
      await member.subscription.caughtUp;
      await member.subscription.stop();
      const second = new Collector();
      const again = await join(bus, second, {
        positionOf: (_, partition) => Promise.resolve(partition === 0 ? 0 : undefined),
      });
      await again.subscription.caughtUp;
      const ofPartitionZero = first.events.filter(({ partition }) => partition === 0);
      await eventually(() => second.ids.length === ofPartitionZero.length);
      expect(second.ids).toEqual(ofPartitionZero.map(({ event }) => event.id));
    });

    it('delivers again what was in hand when a handler could not finish', async () => {
      const bus = log.open();
      const events = clicks(40);
      await bus.publish(events);
      const interrupted = new Collector();
      const member = await join(bus, interrupted, {
        handle: () => Promise.reject(Object.assign(new Error('database away'), { code: 'ECONNREFUSED' })),
      });
      await eventually(() => member.subscription.health().lastError === 'database away');
      await member.subscription.stop();
      const collector = new Collector();
      const again = await join(log.open(), collector);
      await again.subscription.caughtUp;
      expect(collector.idsByKey).toEqual(idsByKey(events));
    });

    it('hands the partitions of a process that closes to the others', async () => {
      const collector = new Collector();
      const gone = log.open();
      await join(gone, new Collector());
      const heir = await join(log.open(), collector);
      await eventually(() => heir.owned.size > 0);
      await gone.close();
      await log.open().publish(clicks(60));
      await eventually(() => new Set(collector.ids).size === 60);
    });

    it('tells about every second how far each partition is, also when nothing arrives', async () => {
      const bus = log.open();
      await bus.publish([click('unit-1', 1)]);
      const seen: string[] = [];
      const { subscription } = await join(bus, new Collector(), {
        onProgress: (places) => {
          for (const { partition, offset, endOffset, observedAt } of places)
            if (offset === endOffset && observedAt > 0) seen.push(`${String(partition)}:${String(offset)}`);
          return Promise.resolve();
        },
      });
      await subscription.caughtUp;
      const ends = await bus.ends(INTERACTIONS);
      const expected = ends.map(({ partition, end }) => `${String(partition)}:${String(end)}`);
      await eventually(() => {
        expect([...new Set(seen)].sort()).toEqual(expected.sort());
        expect(seen.length).toBeGreaterThanOrEqual(2 * expected.length);
      });
    });
  });
}
