import { eventually, soakFactor } from '@assay/testing';
import type { BatchHandler, EventBus, RawMessage } from '@assay/event-bus';
import { encodeEvent } from '@assay/event-bus';
import { Collector, idsByKey } from '../support/collector.js';
import type { CreateLog, LogUnderTest } from '../support/log-under-test.js';
import { QUICK } from '../support/log-under-test.js';
import { click, clicks, INTERACTIONS, numberOf } from '../support/sample-events.js';

/** What every log promises when messages or handlers are bad. */
export function failuresContract(createLog: CreateLog): void {
  describe('failures', () => {
    let log: LogUnderTest;
    beforeEach(async () => {
      log = await createLog();
    });
    afterEach(() => log.close());

    const subscribe = (bus: EventBus, handle: BatchHandler) =>
      bus.subscribe({ group: 'workers', topics: [INTERACTIONS], handle, retry: QUICK });

    it('sets an unreadable message aside with its reason and position, and goes on', async () => {
      const bus = log.open();
      const good = click('unit-1', 1);
      const bad = { ...encodeEvent(click('unit-1', 2)), value: Buffer.from('{"unit":') };
      await bus.publishRaw(INTERACTIONS, [bad]);
      await bus.publish([good]);
      const collector = new Collector();
      const subscription = await subscribe(bus, collector.handle);
      await subscription.caughtUp;
      expect(collector.ids).toEqual([good.id]);
      const [letter, ...others] = await log.deadLetters(INTERACTIONS);
      expect(others).toEqual([]);
      expect(letter?.value.toString()).toBe('{"unit":');
      expect(letter?.key).toBe('default/unit-1');
      expect(letter?.headers).toMatchObject({
        ce_id: click('unit-1', 2).id,
        dl_reason: 'malformed-json',
        dl_attempts: '1',
        dl_topic: INTERACTIONS,
        dl_partition: String(collector.events[0]?.partition),
        dl_offset: '0',
        dl_group: 'workers',
      });
      expect(Date.parse(letter?.headers['dl_at'] ?? '')).toBeGreaterThan(0);
    });

    it('tries a failing event a bounded number of times and sets that one aside', async () => {
      const bus = log.open();
      const events = clicks(50, 5);
      await bus.publish(events);
      const applied = new Collector();
      let tries = 0;
      const subscription = await subscribe(bus, (batch, context) => {
        if (batch.events.length === 1 && numberOf(batch.events[0]?.event ?? click('', 0)) === 17) tries += 1;
        if (batch.events.some(({ event }) => numberOf(event) === 17)) throw new TypeError('no such field');
        return applied.handle(batch, context);
      });
      await subscription.caughtUp;
      expect(tries).toBe(QUICK.attempts);
      expect(applied.idsByKey).toEqual(idsByKey(events.filter((event) => numberOf(event) !== 17)));
      const set = await log.deadLetters(INTERACTIONS);
      expect(set.map(({ headers }) => headers['ce_id'])).toEqual([events[16]?.id]);
      expect(set[0]?.headers).toMatchObject({
        dl_reason: 'handler-failed',
        dl_detail: 'TypeError: no such field',
        dl_attempts: String(QUICK.attempts),
      });
    });

    it('hands over batches without a hole when events between them were set aside', async () => {
      const bus = log.open();
      await bus.publish(Array.from({ length: 12 }, (_, index) => click('unit-1', index + 1)));
      const applied = new Collector();
      const subscription = await subscribe(bus, (batch, context) => {
        if (batch.events.some(({ event }) => numberOf(event) % 4 === 0)) throw new RangeError('every fourth');
        return applied.handle(batch, context);
      });
      await subscription.caughtUp;
      let next = 0;
      for (const { firstOffset, nextOffset } of applied.batches) {
        expect(firstOffset).toBe(next);
        next = nextOffset;
      }
      expect(next).toBe(12);
    });

    it('waits for as long as it takes when the error says "not now"', async () => {
      const bus = log.open();
      await bus.publish(clicks(10, 1));
      const collector = new Collector();
      let failures = 0;
      const subscription = await bus.subscribe({
        group: 'workers',
        topics: [INTERACTIONS],
        retry: QUICK,
        handle: (batch, context) => {
          failures += 1;
          if (failures <= QUICK.attempts + 1)
            return Promise.reject(Object.assign(new Error('not now'), { transient: true }));
          return collector.handle(batch, context);
        },
      });
      await subscription.caughtUp;
      expect(collector.ids).toHaveLength(10);
      expect(await log.deadLetters(INTERACTIONS)).toEqual([]);
    });

    it('isolates 1 % of poison: everything good is processed, everything bad is a dead letter', async () => {
      const bus = log.open();
      const events = clicks(2_000 * soakFactor(), 40);
      const poison = poisonOf(events.filter((_, index) => index % 100 === 50));
      const messages = events.map((event) => poison.get(event.id) ?? encodeEvent(event));
      for (let from = 0; from < messages.length; from += 500)
        await bus.publishRaw(INTERACTIONS, messages.slice(from, from + 500));
      const applied = new Collector();
      const subscription = await subscribe(bus, (batch, context) => {
        for (const { event } of batch.events)
          if ((event.data as { name: string }).name === 'explode')
            throw new TypeError("Cannot read properties of undefined (reading 'x')");
        return applied.handle(batch, context);
      });
      await subscription.caughtUp;
      const good = events.filter(({ id }) => !poison.has(id));
      expect(applied.idsByKey).toEqual(idsByKey(good));
      const set = await log.deadLetters(INTERACTIONS);
      expect(set.map(({ headers }) => headers['ce_id']).sort()).toEqual([...poison.keys()].sort());
      expect(new Set(set.map(({ headers }) => headers['dl_reason']))).toEqual(
        new Set([
          'handler-failed',
          'malformed-json',
          'too-deep',
          'too-large',
          'unknown-type',
          'unknown-version',
        ]),
      );
      expect(subscription.health()).toMatchObject({ running: true, lag: 0 });
      await bus.publish([click('after', 2_001)]);
      await eventually(() => applied.ids.at(-1) === click('after', 2_001).id);
    });

    it('gets a dead letter processed that is sent to its topic again', async () => {
      const bus = log.open();
      await bus.publish([click('unit-1', 1)]);
      let fixed = false;
      const applied = new Collector();
      const subscription = await subscribe(bus, (batch, context) => {
        if (!fixed && batch.events.length > 0) throw new TypeError('not yet');
        return applied.handle(batch, context);
      });
      await subscription.caughtUp;
      fixed = true;
      for (const letter of await log.deadLetters(INTERACTIONS))
        await bus.publishRaw(letter.headers['dl_topic'] ?? '', [letter]);
      await eventually(() => applied.ids.length === 1);
      expect(applied.ids).toEqual([click('unit-1', 1).id]);
    });
  });
}

/** A poisoned message for each of the events, of all kinds in turn. */
function poisonOf(events: readonly ReturnType<typeof click>[]): ReadonlyMap<string, RawMessage> {
  const kinds: readonly ((message: RawMessage) => RawMessage)[] = [
    (message) => ({
      ...message,
      value: Buffer.from(message.value.toString().replace('"click"', '"explode"')),
    }),
    (message) => ({ ...message, value: Buffer.from('{"unit": "u", }') }),
    (message) => ({ ...message, value: Buffer.from('['.repeat(20_000) + ']'.repeat(20_000)) }),
    (message) => ({ ...message, value: Buffer.alloc(1_500_000, 0x20) }),
    (message) => ({ ...message, headers: { ...message.headers, ce_type: 'NeverHeardOf' } }),
    (message) => ({
      ...message,
      headers: { ...message.headers, ce_dataschema: 'assay:InteractionRecorded:99' },
    }),
  ];
  const identity = (message: RawMessage): RawMessage => message;
  return new Map(
    events.map((event, index) => [event.id, (kinds[index % kinds.length] ?? identity)(encodeEvent(event))]),
  );
}
