import { setImmediate } from 'node:timers/promises';
import type { DeliveredEvent } from '@assay/event-bus';
import { eventually } from '@assay/testing';
import { Collector } from '../support/collector.js';
import { createGate } from '../support/gate.js';
import type { CreateLog, LogUnderTest } from '../support/log-under-test.js';
import { QUICK } from '../support/log-under-test.js';
import { click, INTERACTIONS } from '../support/sample-events.js';

const FORTY = Array.from({ length: 40 }, (_, index) => click('unit-1', index + 1));
const idsOf = (events: readonly DeliveredEvent[]): readonly string[] => events.map(({ event }) => event.id);
const ids = (from: number, until: number): readonly string[] => FORTY.slice(from, until).map(({ id }) => id);

/** What every log promises about batches that are prepared before their turn. */
export function aheadContract(createLog: CreateLog): void {
  describe('getting ahead', () => {
    let log: LogUnderTest;
    beforeEach(async () => {
      log = await createLog();
      await log.open().publish(FORTY);
    });
    afterEach(() => log.close());

    it('prepares one batch, and no more, while the one before it is handled, and handles them in order', async () => {
      const [first, second] = [createGate(), createGate()];
      const prepared: (readonly string[])[] = [];
      const begun: (readonly string[])[] = [];
      const reader = await log.open().read({
        ...{ name: 'reader', topics: [INTERACTIONS], maxBatchSize: 10 },
        prepare: (events) => Promise.resolve(void prepared.push(idsOf(events))),
        handle: async ({ events }) => {
          begun.push(idsOf(events));
          await (begun.length === 1 ? first : second).opened;
        },
      });
      await eventually(() => prepared.length === 1);
      expect([begun, prepared]).toEqual([[ids(0, 10)], [ids(10, 20)]]);
      first.open();
      await eventually(() => prepared.length === 2);
      expect([begun.length, prepared[1]]).toEqual([2, ids(20, 30)]);
      second.open();
      await reader.caughtUp;
      expect(begun.flat()).toEqual(ids(0, 40));
    });

    it('hands over what was prepared, and reads it no second time', async () => {
      const gate = createGate();
      const prepared: (readonly DeliveredEvent[])[] = [];
      const handled: (readonly DeliveredEvent[])[] = [];
      const reader = await log.open().read({
        ...{ name: 'reader', topics: [INTERACTIONS], maxBatchSize: 10 },
        prepare: (events) => Promise.resolve(void prepared.push(events)),
        handle: async ({ events }) => {
          handled.push(events);
          if (handled.length === 1) await gate.opened;
        },
      });
      await eventually(() => prepared.length === 1);
      gate.open();
      await reader.caughtUp;
      expect(handled[1]).toBe(prepared[0]);
    });

    it('prepares one batch of all readers of a process', async () => {
      const gate = createGate();
      const prepared: string[] = [];
      const begun = new Set<string>();
      const bus = log.open();
      const readers = await Promise.all(
        ['one', 'other'].map((name) =>
          bus.read({
            ...{ name, topics: [INTERACTIONS], maxBatchSize: 10 },
            prepare: () => Promise.resolve(void prepared.push(name)),
            handle: async () => {
              begun.add(name);
              await gate.opened;
            },
          }),
        ),
      );
      await eventually(() => begun.size === 2 && prepared.length > 0);
      await setImmediate();
      expect(prepared).toHaveLength(1);
      gate.open();
      for (const reader of readers) await reader.caughtUp;
    });

    it('leaves what fails ahead of its turn to the handler', async () => {
      const errors: unknown[] = [];
      const handled = new Collector();
      let attempts = 0;
      const reader = await log.open().read({
        ...{ name: 'reader', topics: [INTERACTIONS], maxBatchSize: 10, leavesLetters: true, retry: QUICK },
        prepare: () => Promise.reject(new RangeError('ahead')),
        handle: (batch, context) => {
          const bad = batch.events.some(({ event }) => event.id === FORTY[12]?.id);
          attempts += bad ? 1 : 0;
          return bad ? Promise.reject(new RangeError('in its turn')) : handled.handle(batch, context);
        },
        onError: (error) => errors.push(error),
      });
      await reader.caughtUp;
      expect(handled.ids).toEqual([...ids(0, 12), ...ids(13, 40)]);
      expect(await log.deadLetters(INTERACTIONS)).toHaveLength(1);
      expect(errors).toEqual(Array.from({ length: attempts }, () => new RangeError('in its turn')));
    });

    it('begins nothing that was prepared once it is stopped, and leaves it to whoever comes next', async () => {
      const gate = createGate();
      const handled = new Collector();
      let prepared = 0;
      const options = { group: 'workers', topics: [INTERACTIONS], maxBatchSize: 10 };
      const subscription = await log.open().subscribe({
        ...options,
        prepare: () => Promise.resolve(void (prepared += 1)),
        handle: async (batch, context) => {
          await gate.opened;
          await handled.handle(batch, context);
        },
      });
      await eventually(() => prepared === 1);
      const stopped = subscription.stop();
      gate.open();
      await stopped;
      expect(handled.ids).toEqual(ids(0, 10));
      const again = await log.open().subscribe({ ...options, handle: handled.handle });
      await again.caughtUp;
      expect(handled.ids).toEqual(ids(0, 40));
    });
  });
}
