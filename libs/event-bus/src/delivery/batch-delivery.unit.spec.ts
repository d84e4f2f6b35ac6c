import { click, numberOf } from '../../test/support/sample-events.js';
import { LogUnavailableError } from '../errors/log-unavailable.error.js';
import { encodeEvent } from '../message/encode-event.js';
import type { BatchHandler, DeliveredBatch, LogRecord, RawMessage } from '../port.js';
import type { DeliveryOptions } from './batch-delivery.js';
import { BatchDelivery } from './batch-delivery.js';
import { ReadAhead } from './read-ahead.js';
import type { RecordBatch } from './record-batch.js';

const NOW = Date.parse('2026-01-02T00:00:00Z');
const TOPIC = 'assay.interactions.v1';
const quick = { attempts: 3, initialDelayMs: 1, maxDelayMs: 1 };

const recordAt = (offset: number, message: RawMessage = encodeEvent(click('u', offset))): LogRecord => ({
  ...message,
  topic: TOPIC,
  partition: 2,
  offset,
  appendedAt: NOW,
});
const batchOf = (records: readonly LogRecord[]): RecordBatch => {
  const firstOffset = records[0]?.offset ?? 0;
  const nextOffset = firstOffset + records.length;
  return { topic: TOPIC, partition: 2, records, firstOffset, nextOffset, endOffset: nextOffset };
};
const tenFrom = (first: number): RecordBatch =>
  batchOf(Array.from({ length: 10 }, (_, index) => recordAt(first + index)));

/** A delivery that keeps its dead letters, and a handler that keeps its batches. */
function setUp(handle: BatchHandler, rest: Partial<DeliveryOptions> = {}) {
  const letters: RawMessage[] = [];
  const errors: unknown[] = [];
  const abort = new AbortController();
  const delivery = new BatchDelivery({
    reader: 'workers',
    ahead: new ReadAhead(),
    handle,
    retry: quick,
    onError: (error) => errors.push(error),
    bury: (_, buried) => Promise.resolve(void letters.push(...buried)),
    now: () => NOW,
    ...rest,
  });
  const context = { signal: abort.signal, heartbeat: () => Promise.resolve() };
  return { letters, errors, abort, deliver: (batch: RecordBatch) => delivery.deliver(batch, context) };
}

const offsetsOf = (batches: readonly DeliveredBatch[]): readonly (readonly number[])[] =>
  batches.map(({ events }) => events.map(({ offset }) => offset));

describe('the delivery of a batch', () => {
  it('hands the events to the handler and moves past them', async () => {
    const handled: DeliveredBatch[] = [];
    const { deliver, letters } = setUp((batch) => Promise.resolve(void handled.push(batch)));
    expect(await deliver(tenFrom(20))).toEqual({ nextOffset: 30, blocked: false });
    expect(handled).toMatchObject([{ topic: TOPIC, partition: 2, firstOffset: 20, nextOffset: 30 }]);
    expect(letters).toEqual([]);
  });

  it('tells the handler about a batch in which nothing could be read', async () => {
    const handled: DeliveredBatch[] = [];
    const { deliver } = setUp((batch) => Promise.resolve(void handled.push(batch)));
    await deliver(batchOf([recordAt(5, { key: 'k', headers: {}, value: Buffer.from('?') })]));
    expect(handled).toMatchObject([{ firstOffset: 5, nextOffset: 6, events: [] }]);
  });

  it('stays where it is while the dead letters cannot be written', async () => {
    const handled: DeliveredBatch[] = [];
    const { deliver, errors } = setUp((batch) => Promise.resolve(void handled.push(batch)), {
      bury: () => Promise.reject(new Error('no log')),
    });
    const bad = recordAt(5, { key: 'k', headers: {}, value: Buffer.from('?') });
    expect(await deliver(batchOf([bad]))).toEqual({ nextOffset: 5, blocked: true });
    expect([handled, errors]).toEqual([[], [new Error('no log')]]);
  });

  it('tries the batch again before it tries the events one by one', async () => {
    const sizes: number[] = [];
    const { deliver } = setUp((batch) => {
      sizes.push(batch.events.length);
      if (batch.events.some(({ offset }) => offset === 3)) throw new RangeError('three');
      return Promise.resolve();
    });
    expect(await deliver(tenFrom(0))).toEqual({ nextOffset: 10, blocked: false });
    expect(sizes).toEqual([10, 10, 10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('says how often the handler was tried, where the event lay and why it failed', async () => {
    const { deliver, letters } = setUp((batch) => {
      if (batch.events.some(({ offset }) => offset === 3)) throw new TypeError('x is undefined');
      return Promise.resolve();
    });
    await deliver(tenFrom(0));
    expect(letters.map(({ headers }) => headers)).toMatchObject([
      {
        ce_type: 'InteractionRecorded',
        dl_reason: 'handler-failed',
        dl_detail: 'TypeError: x is undefined',
        dl_attempts: '3',
        dl_topic: TOPIC,
        dl_partition: '2',
        dl_offset: '3',
        dl_group: 'workers',
        dl_at: '2026-01-02T00:00:00.000Z',
      },
    ]);
  });

  it('covers the offsets of events set aside at the end with an empty batch', async () => {
    const handled: DeliveredBatch[] = [];
    const { deliver } = setUp((batch) => {
      if (batch.events.some(({ offset }) => offset === 9)) throw new TypeError('last');
      return Promise.resolve(void handled.push(batch));
    });
    await deliver(tenFrom(0));
    expect(handled.at(-1)).toMatchObject({ firstOffset: 9, nextOffset: 10, events: [] });
  });

  it('does not count "not now" as an attempt, and goes on where it stopped', async () => {
    let away = true;
    const handled: DeliveredBatch[] = [];
    const { deliver, letters } = setUp((batch) => {
      if (away && batch.events.some(({ offset }) => offset === 6))
        throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
      if (batch.events.some(({ offset }) => offset === 2)) throw new TypeError('two');
      return Promise.resolve(void handled.push(batch));
    });
    // The whole batch meets 6 first, which says "not now".
    expect(await deliver(tenFrom(0))).toEqual({ nextOffset: 0, blocked: true });
    expect(letters).toEqual([]);
    away = false;
    expect(await deliver(tenFrom(0))).toEqual({ nextOffset: 10, blocked: false });
    expect(offsetsOf(handled).flat()).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9]);
    expect(letters).toHaveLength(1);
  });

  it('waits for a log that is away', async () => {
    const away = new LogUnavailableError('could not publish', new Error('no broker'));
    const { deliver, letters } = setUp(() => Promise.reject(away));
    expect(await deliver(tenFrom(0))).toEqual({ nextOffset: 0, blocked: true });
    expect(letters).toEqual([]);
  });

  it('sets a message aside once, however often its batch is delivered again', async () => {
    const { deliver, letters } = setUp(() =>
      Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })),
    );
    const batch = batchOf([recordAt(0, { key: 'k', headers: {}, value: Buffer.from('?') }), recordAt(1)]);
    for (let round = 0; round < 5; round += 1) await deliver(batch);
    expect(letters).toHaveLength(1);
  });

  it('begins no further attempt once it is stopped, and moves nothing', async () => {
    const { deliver, abort, letters } = setUp(() => {
      abort.abort();
      return Promise.reject(new Error('interrupted'));
    });
    expect(await deliver(tenFrom(0))).toEqual({ nextOffset: 0, blocked: true });
    expect(letters).toEqual([]);
  });

  it('processes all that is good among 1 % of poison; handing messages straight over stops at the first', async () => {
    const isPoison = (offset: number): boolean => offset % 100 === 99;
    const records = Array.from({ length: 1_000 }, (_, offset) =>
      isPoison(offset) && offset % 200 === 99
        ? recordAt(offset, { ...encodeEvent(click('u', offset)), value: Buffer.from('{') })
        : recordAt(offset),
    );
    const processed: number[] = [];
    const process = (number: number): void => {
      if (isPoison(number)) throw new TypeError('poison');
      processed.push(number);
    };
    const handle: BatchHandler = (batch) => {
      batch.events.forEach(({ event }) => {
        if (isPoison(numberOf(event))) throw new TypeError('poison');
      });
      batch.events.forEach(({ event }) => process(numberOf(event)));
      return Promise.resolve();
    };
    const { deliver, letters } = setUp(handle);
    for (let from = 0; from < 1_000; from += 100) await deliver(batchOf(records.slice(from, from + 100)));
    expect([processed.length, letters.length]).toEqual([990, 10]);

    processed.length = 0;
    const straight = (): void =>
      records.forEach(({ value }) => process(Number((JSON.parse(String(value)) as { value: string }).value)));
    expect(straight).toThrow(SyntaxError);
    expect(processed.length).toBeLessThan(100);
  });
});
