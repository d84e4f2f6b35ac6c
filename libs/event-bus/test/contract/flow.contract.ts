import { eventually } from '@assay/testing';
import { StreamSequencer } from '@assay/event-bus';
import { encodeEvent } from '@assay/event-bus';
import { createGate } from '../support/gate.js';
import { Collector } from '../support/collector.js';
import type { CreateLog, LogUnderTest } from '../support/log-under-test.js';
import { QUICK } from '../support/log-under-test.js';
import { ACCESS, click, clicks, INTERACTIONS, revision } from '../support/sample-events.js';

/** What every log promises about stopping, slow readers and decision streams. */
export function flowContract(createLog: CreateLog): void {
  describe('flow', () => {
    let log: LogUnderTest;
    beforeEach(async () => {
      log = await createLog();
    });
    afterEach(() => log.close());

    it('finishes the batch in hand when it is stopped, and begins no further one', async () => {
      const bus = log.open();
      await bus.publish(Array.from({ length: 40 }, (_, index) => click('unit-1', index + 1)));
      const gate = createGate();
      const handled = new Collector();
      let begun = 0;
      const subscription = await bus.subscribe({
        group: 'workers',
        topics: [INTERACTIONS],
        maxBatchSize: 10,
        handle: async (batch, context) => {
          begun += 1;
          await gate.opened;
          await handled.handle(batch, context);
        },
      });
      await eventually(() => begun === 1);
      const stopped = subscription.stop();
      gate.open();
      await stopped;
      expect([begun, handled.ids.length]).toEqual([1, 10]);

      const rest = new Collector();
      const again = await log
        .open()
        .subscribe({ group: 'workers', topics: [INTERACTIONS], handle: rest.handle });
      await again.caughtUp;
      expect([...handled.ids, ...rest.ids]).toEqual(
        Array.from({ length: 40 }, (_, index) => click('unit-1', index + 1).id),
      );
    });

    it('aborts the signal and the waiting of a batch that is being retried when it is stopped', async () => {
      const bus = log.open();
      await bus.publish([click('unit-1', 1)]);
      const signals: AbortSignal[] = [];
      const subscription = await bus.subscribe({
        group: 'workers',
        topics: [INTERACTIONS],
        retry: { attempts: 5, initialDelayMs: 600_000, maxDelayMs: 600_000 },
        handle: (_, { signal }) => {
          signals.push(signal);
          return Promise.reject(new Error('again later'));
        },
      });
      await eventually(() => signals.length === 1);
      await subscription.stop();
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    });

    it('reads no faster than the handler works', async () => {
      const bus = log.open();
      const events = Array.from({ length: 60 }, (_, index) => ({
        ...encodeEvent(click('unit-1', index + 1)),
        value: bigClick(index + 1),
      }));
      for (let from = 0; from < events.length; from += 10)
        await bus.publishRaw(INTERACTIONS, events.slice(from, from + 10));
      const gate = createGate();
      const handled = new Collector();
      let largest = 0;
      const reader = await bus.read({
        name: 'slow',
        topics: [INTERACTIONS],
        handle: async (batch, context) => {
          await gate.opened;
          largest = Math.max(largest, JSON.stringify(batch.events.map(({ event }) => event.data)).length);
          await handled.handle(batch, context);
        },
      });
      await eventually(() => reader.health().lag === 60);
      gate.open();
      await reader.caughtUp;
      expect(handled.ids).toHaveLength(60);
      expect(largest).toBeLessThan(3_000_000);
    });

    it('goes on with other partitions while one waits', async () => {
      const bus = log.open();
      const events = clicks(200, 40);
      await bus.publish(events);
      const stuck = new Set<number>();
      const handled = new Collector();
      await bus.subscribe({
        group: 'workers',
        topics: [INTERACTIONS],
        handle: (batch, context) => {
          if (stuck.size === 0) stuck.add(batch.partition);
          if (stuck.has(batch.partition))
            return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
          return handled.handle(batch, context);
        },
      });
      const ends = await bus.ends(INTERACTIONS);
      await eventually(() => {
        const others = ends.filter(({ partition }) => !stuck.has(partition));
        expect(stuck.size).toBe(1);
        expect(handled.ids).toHaveLength(others.reduce((sum, { end }) => sum + end, 0));
      });
    });

    it('quarantines only the stream that has a gap or a poisoned event', async () => {
      const bus = log.open();
      const poisoned = { ...encodeEvent(revision('default/api-key/bad', 2)), value: Buffer.from('{}') };
      await bus.publish([1, 2, 3].map((version) => revision('default/api-key/good', version)));
      await bus.publish([1, 3, 4].map((version) => revision('default/api-key/gap', version)));
      await bus.publish([revision('default/api-key/bad', 1)]);
      await bus.publishRaw(ACCESS, [poisoned]);
      await bus.publish([revision('default/api-key/bad', 3), revision('default/api-key/good', 3)]);
      await bus.publish([revision('default/api-key/good', 4)]);
      const alerts: string[] = [];
      const applied: string[] = [];
      const sequencer = new StreamSequencer({ onQuarantine: ({ stream }) => alerts.push(stream) });
      const reader = await bus.read({
        name: 'gateway',
        topics: [ACCESS],
        retry: QUICK,
        handle: (batch) => {
          for (const { event } of batch.events)
            sequencer.apply(event, () =>
              applied.push(`${event.subject.slice(16)} ${String(event.streamversion)}`),
            );
          return Promise.resolve();
        },
      });
      await reader.caughtUp;
      expect(applied.sort()).toEqual(['bad 1', 'gap 1', 'good 1', 'good 2', 'good 3', 'good 4']);
      expect(alerts.sort()).toEqual(['default/api-key/bad', 'default/api-key/gap']);
    });

    it('halts where the log does not reach the reader’s checkpoint, and says so', async () => {
      const bus = log.open();
      await bus.publish(clicks(20));
      const collector = new Collector();
      const subscription = await bus.subscribe({
        group: 'workers',
        topics: [INTERACTIONS],
        handle: collector.handle,
        positionOf: (_, partition) => Promise.resolve(partition === 1 ? 1_000_000 : 0),
      });
      await expect(subscription.caughtUp).rejects.toMatchObject({ code: 'POSITION_GAP' });
      expect(subscription.health().running).toBe(false);
      expect(subscription.health().lastError).toContain('does not continue at 1000000');
    });
  });
}

/** The value of a click with 100 KB of attributes. */
function bigClick(n: number): Buffer {
  const { data } = click('unit-1', n);
  return Buffer.from(JSON.stringify({ ...(data as object), attributes: { note: 'x'.repeat(100_000) } }));
}
