import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchHandler, BroadcastSubscription, EventBus, LogRecord } from '@assay/event-bus';
import { encodeEvent, writtenEvent } from '@assay/event-bus';
import type { CreateLog, LogUnderTest } from '../support/log-under-test.js';
import { click, clicks, INTERACTIONS } from '../support/sample-events.js';

const topic = INTERACTIONS;

async function all(bus: EventBus, partition: number, from = 0, until?: number): Promise<LogRecord[]> {
  const { end } = (await bus.ends(topic)).find((place) => place.partition === partition) ?? { end: 0 };
  const records: LogRecord[] = [];
  for await (const page of bus.records({ topic, partition, from, until: until ?? end }))
    records.push(...page);
  return records;
}

/** What every log promises about looking at its messages as they lie there. */
export function recordsContract(createLog: CreateLog): void {
  describe('records', () => {
    let log: LogUnderTest;
    beforeEach(async () => {
      log = await createLog();
    });
    afterEach(() => log.close());

    it('gives every message of a partition once, in order, also what nobody can read', async () => {
      const bus = log.open();
      const events = clicks(60, 7);
      await bus.publish(events);
      await bus.publishRaw(topic, [{ ...encodeEvent(click('unit-1', 99)), value: Buffer.from('{') }]);
      const partitions = await bus.ends(topic);
      const ids: (string | undefined)[] = [];
      for (const { partition, end } of partitions) {
        const records = await all(bus, partition);
        expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: end }, (_, at) => at));
        ids.push(...records.map((record) => record.headers['ce_id']));
        const [first] = records;
        if (first !== undefined)
          expect(events).toContainEqual(expect.objectContaining({ data: writtenEvent(first)?.data }));
      }
      expect(ids.sort()).toEqual([...events.map(({ id }) => id), click('unit-1', 99).id].sort());
    });

    it('gives a stretch, and stops for a reader who has seen enough', async () => {
      const bus = log.open();
      await bus.publish(clicks(20, 1));
      const [busy] = (await bus.ends(topic)).filter(({ end }) => end > 0);
      const partition = busy?.partition ?? -1;
      const stretch = await all(bus, partition, 5, 9);
      expect(stretch.map(({ offset }) => offset)).toEqual([5, 6, 7, 8]);
      expect(await all(bus, partition, 20, 20)).toEqual([]);
      for await (const [first] of bus.records({ topic, partition, from: 0, until: 20 })) {
        expect(first?.offset).toBe(0);
        break;
      }
    });

    it('says where its partitions ended at an instant', async () => {
      const bus = log.open();
      const before = Date.now() - 60_000;
      await bus.publish(clicks(30, 7));
      await sleep(5);
      const between = Date.now();
      await sleep(5);
      await bus.publish(clicks(60, 7).slice(30));
      const offsetsAt = async (instant: number) =>
        (await bus.positionsAt(topic, instant)).map(({ partition, offset }) => [partition, offset]);
      const ends = await bus.ends(topic);
      expect(await offsetsAt(before)).toEqual(ends.map(({ partition }) => [partition, 0]));
      expect(await offsetsAt(Date.now() + 60_000)).toEqual(
        ends.map(({ partition, end }) => [partition, end]),
      );
      const then = await offsetsAt(between);
      expect(then.reduce((sum, [, offset = 0]) => sum + offset, 0)).toBe(30);
      const { partition } = ends.find(({ end }) => end > 0) ?? { partition: 0 };
      for (const { offset, appendedAt } of await all(bus, partition))
        expect(appendedAt <= between).toBe(offset < (then[partition]?.[1] ?? 0));
    });

    it('leaves no dead letter for a reader of its own, but what it fails on where it asks for that', async () => {
      const bus = log.open();
      await bus.publishRaw(topic, [{ ...encodeEvent(click('unit-1', 1)), value: Buffer.from('{') }]);
      await bus.publish([click('unit-1', 2)]);
      const reasons = async () =>
        (await log.deadLetters(topic)).map(({ headers }) => headers['dl_reason']).sort();
      const handle: BatchHandler = ({ events }) =>
        events.length === 0 ? Promise.resolve() : Promise.reject(new Error('cannot count that'));
      const read = async (options: Pick<BroadcastSubscription, 'leavesLetters'>) => {
        const retry = { attempts: 1, initialDelayMs: 1, maxDelayMs: 1 };
        const reading = await bus.read({ name: 'again', topics: [topic], handle, retry, ...options });
        await reading.caughtUp;
        return reasons();
      };
      expect(await read({})).toEqual([]);
      expect(await read({ leavesLetters: true })).toEqual(['handler-failed']);
      const shared = await bus.subscribe({
        group: 'shared',
        topics: [topic],
        handle: () => Promise.resolve(),
      });
      await shared.caughtUp;
      expect(await reasons()).toEqual(['handler-failed', 'malformed-json']);
    });
  });
}
