import { eventually } from '@assay/testing';
import { Collector, idsByKey } from '../support/collector.js';
import type { CreateLog, LogUnderTest } from '../support/log-under-test.js';
import { click, clicks, INTERACTIONS, numberOf } from '../support/sample-events.js';

/** What every log promises about publishing and reading. */
export function readingContract(createLog: CreateLog): void {
  describe('reading', () => {
    let log: LogUnderTest;
    beforeEach(async () => {
      log = await createLog();
    });
    afterEach(() => log.close());

    it('keeps the order of events with the same key', async () => {
      const bus = log.open();
      const events = clicks(600, 7);
      const collector = new Collector();
      for (let from = 0; from < events.length; from += 150) await bus.publish(events.slice(from, from + 150));
      const reader = await bus.read({ name: 'r', topics: [INTERACTIONS], handle: collector.handle });
      await reader.caughtUp;
      expect(collector.idsByKey).toEqual(idsByKey(events));
    });

    it('keeps the order of publishes that are not awaited', async () => {
      const bus = log.open();
      const events = clicks(300, 3);
      await Promise.all(events.map((event) => bus.publish([event])));
      const collector = new Collector();
      const reader = await bus.read({ name: 'r', topics: [INTERACTIONS], handle: collector.handle });
      await reader.caughtUp;
      expect(collector.idsByKey).toEqual(idsByKey(events));
    });

    it('delivers the event that was published, with its place', async () => {
      const bus = log.open();
      const event = click('unit-ß', 1);
      await bus.publish([event]);
      const collector = new Collector();
      const reader = await bus.read({ name: 'r', topics: [INTERACTIONS], handle: collector.handle });
      await reader.caughtUp;
      const [delivered] = collector.events;
      expect(delivered?.event).toEqual(event);
      expect(delivered).toMatchObject({ topic: INTERACTIONS, offset: 0, key: 'default/unit-ß' });
      expect(delivered?.appendedAt).toBeGreaterThan(Date.parse('2026-01-01'));
    });

    it('numbers each partition densely from zero, batch after batch', async () => {
      const bus = log.open();
      await bus.publish(clicks(250, 20));
      const collector = new Collector();
      const reader = await bus.read({
        name: 'r',
        topics: [INTERACTIONS],
        maxBatchSize: 20,
        handle: collector.handle,
      });
      await reader.caughtUp;
      const next = new Map<number, number>();
      for (const { partition, firstOffset, nextOffset, events } of collector.batches) {
        expect(firstOffset).toBe(next.get(partition) ?? 0);
        expect(events.length).toBeLessThanOrEqual(20);
        next.set(partition, nextOffset);
      }
      const ends = await bus.ends(INTERACTIONS);
      expect(ends.map(({ end }) => end)).toEqual(ends.map(({ partition }) => next.get(partition) ?? 0));
      expect(ends.reduce((sum, { end }) => sum + end, 0)).toBe(250);
    });

    it('gives every broadcast reader everything, before and after it has caught up', async () => {
      const [first, second] = [log.open(), log.open()];
      await first.publish(clicks(50));
      const collectors = [new Collector(), new Collector()];
      const readers = await Promise.all(
        [first, second].map((bus, index) =>
          bus.read({
            name: 'gateway',
            topics: [INTERACTIONS],
            handle: (collectors[index] ?? new Collector()).handle,
          }),
        ),
      );
      await Promise.all(readers.map(({ caughtUp }) => caughtUp));
      expect(collectors.map(({ ids }) => ids.length)).toEqual([50, 50]);
      await first.publish([click('late', 51)]);
      await eventually(() => collectors.every(({ ids }) => ids.length === 51));
    });

    it('has caught up at once when the log is empty', async () => {
      const collector = new Collector();
      const reader = await log.open().read({ name: 'r', topics: [INTERACTIONS], handle: collector.handle });
      await reader.caughtUp;
      expect(collector.events).toEqual([]);
    });

    it('resumes a broadcast from given positions', async () => {
      const bus = log.open();
      const collector = new Collector();
      await bus.publish(clicks(40));
      const reader = await bus.read({ name: 'r', topics: [INTERACTIONS], handle: collector.handle });
      await reader.caughtUp;
      await reader.stop();
      await bus.publish([click('unit-1', 41), click('unit-2', 42)]);
      const rest = new Collector();
      const again = await bus.read({
        name: 'r',
        topics: [INTERACTIONS],
        from: collector.positions,
        handle: rest.handle,
      });
      await again.caughtUp;
      expect(rest.events.map(({ event }) => numberOf(event)).sort()).toEqual([41, 42]);
    });

    it('has no lag and no stall when everything is handled', async () => {
      const bus = log.open();
      await bus.publish(clicks(10));
      const reader = await bus.read({ name: 'r', topics: [INTERACTIONS], handle: new Collector().handle });
      await reader.caughtUp;
      await eventually(() => reader.health().lag === 0);
      expect(reader.health()).toMatchObject({ running: true, lag: 0, stalledMs: 0 });
      await reader.stop();
      expect(reader.health().running).toBe(false);
    });

    it('refuses events of unknown types before anything is sent', async () => {
      const bus = log.open();
      await expect(
        bus.publish([click('unit-1', 1), { ...click('unit-1', 2), type: 'Nonsense' }]),
      ).rejects.toMatchObject({ code: 'UNROUTABLE_EVENT' });
      expect((await bus.ends(INTERACTIONS)).map(({ end }) => end)).toEqual(
        (await bus.ends(INTERACTIONS)).map(() => 0),
      );
    });
  });
}
