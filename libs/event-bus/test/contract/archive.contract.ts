import type { EventBus } from '@assay/event-bus';
import { eventually } from '@assay/testing';
import { Collector, idsByKey } from '../support/collector.js';
import type { CreateLog, LogUnderTest } from '../support/log-under-test.js';
import { MemoryArchive } from '../support/memory-archive.js';
import { click, clicks, INTERACTIONS } from '../support/sample-events.js';

const topic = INTERACTIONS;

/** Deletes everything at the broker. */
async function trimAll(bus: EventBus): Promise<void> {
  for (const { partition, end } of await bus.ends(topic)) await bus.trim({ topic, partition, offset: end });
}

/** What every log promises about messages that only its archive still has. */
export function archiveContract(createLog: CreateLog): void {
  describe('with an archive', () => {
    const before = clicks(60);
    const after = Array.from({ length: 20 }, (_, index) => click(`unit-${String(index)}`, 100 + index));
    let log: LogUnderTest;
    let archive: MemoryArchive;
    let bus: EventBus;
    // One log for all of them: only the last one damages what it has.
    beforeAll(async () => {
      log = await createLog();
      archive = new MemoryArchive();
      bus = log.open({}, archive);
      await bus.publish(before);
      await archive.take(bus, topic);
      await trimAll(bus);
      await bus.publish(after);
    });
    afterAll(() => log.close());

    it('reads from the beginning across what was deleted, in order and each once', async () => {
      const collector = new Collector();
      const reader = await bus.read({
        name: 'r',
        topics: [topic],
        maxBatchSize: 7,
        handle: collector.handle,
      });
      await reader.caughtUp;
      expect(collector.idsByKey).toEqual(idsByKey([...before, ...after]));
      for (const { partition } of await bus.ends(topic)) {
        const offsets = collector.events.filter((event) => event.partition === partition);
        expect(offsets.map(({ offset }) => offset)).toEqual(offsets.map((_, index) => index));
      }
      expect(reader.health()).toMatchObject({ running: true, lag: 0 });
    });

    it('goes on for a group from a position that the broker no longer has', async () => {
      const collector = new Collector();
      const used = (await bus.ends(topic)).filter(({ end }) => end > 0);
      const subscription = await bus.subscribe({
        group: 'late',
        topics: [topic],
        handle: collector.handle,
        positionOf: (_, partition) =>
          Promise.resolve(used.some((ends) => ends.partition === partition) ? 5 : 0),
      });
      await subscription.caughtUp;
      for (const { partition, end } of used) {
        const offsets = collector.events.filter((event) => event.partition === partition);
        expect(offsets.map(({ offset }) => offset)).toEqual(
          Array.from({ length: end - 5 }, (_, at) => at + 5),
        );
      }
    });

    it('is one log to look at, and says where its broker begins', async () => {
      for (const { partition, earliest, earliestLocal = 0, end, lostFrom } of await bus.ends(topic)) {
        expect([earliest, lostFrom, earliestLocal > 0]).toEqual([0, undefined, end > 0]);
        const offsets: number[] = [];
        for await (const page of bus.records({ topic, partition, from: 0, until: end }))
          offsets.push(...page.map(({ offset }) => offset));
        expect(offsets).toEqual(Array.from({ length: end }, (_, at) => at));
      }
    });

    it('deletes nothing that the archive does not have', async () => {
      const [ends] = (await bus.ends(topic)).filter(({ earliestLocal = 0, end }) => end > earliestLocal);
      const at = { topic, partition: ends?.partition ?? 0, offset: ends?.end ?? 0 };
      await expect(bus.trim(at)).rejects.toMatchObject({ code: 'NOT_ARCHIVED' });
      expect(await bus.ends(topic)).toContainEqual(ends);
    });

    it('halts at the beginning without it, and says what is missing', async () => {
      const alone = log.open();
      for (const ends of (await alone.ends(topic)).filter(({ end }) => end > 0))
        expect(ends).toMatchObject({ earliest: ends.earliestLocal, lostFrom: 0 });
      const collector = new Collector();
      const reader = await alone.read({ name: 'r', topics: [topic], handle: collector.handle });
      await expect(reader.caughtUp).rejects.toMatchObject({ code: 'POSITION_GAP' });
      expect(reader.health().running).toBe(false);
      expect(reader.health().lastError).toMatch(
        /does not continue at 0: the log holds \d+ to \d+; .*ARCHIVE_URL/,
      );
      expect(collector.ids).toEqual([]);
    });

    it('halts where the archive lost a message, with what came before handled', async () => {
      const [ends] = (await bus.ends(topic)).filter(({ end }) => end > 0);
      const partition = ends?.partition ?? -1;
      archive.lose(topic, partition, 3);
      const collector = new Collector();
      const reader = await bus.read({ name: 'r', topics: [topic], handle: collector.handle });
      await expect(reader.caughtUp).rejects.toMatchObject({ code: 'POSITION_GAP' });
      expect(reader.health().lastError).toContain(`${topic}[${String(partition)}] does not continue at 3`);
      await eventually(() => !reader.health().running);
      expect(collector.events.filter((event) => event.partition === partition)).toEqual([]);
    });
  });
}
