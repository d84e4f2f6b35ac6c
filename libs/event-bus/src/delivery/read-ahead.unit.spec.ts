import { setImmediate } from 'node:timers/promises';
import { click } from '../../test/support/sample-events.js';
import { createGate } from '../../test/support/gate.js';
import { encodeEvent } from '../message/encode-event.js';
import type { LogRecord } from '../port.js';
import { BatchDelivery } from './batch-delivery.js';
import { ReadAhead } from './read-ahead.js';

const TURNS_OF_THE_LOOP = 20;

const recordAt = (partition: number, offset: number): LogRecord => ({
  ...encodeEvent(click('u', offset + 1)),
  ...{ topic: 't', partition, offset, appendedAt: 0 },
});

/** Two partitions whose batches in hand wait, each with a next one that is there: which of them are read. */
async function readWith(aheadOf: (partition: number) => ReadAhead): Promise<readonly string[]> {
  const gate = createGate();
  const read: string[] = [];
  const deliveries = [0, 1].map((partition) => {
    const delivery = new BatchDelivery({
      ...{ reader: 'r', now: () => 0, bury: () => Promise.resolve(), onError: () => undefined },
      ahead: aheadOf(partition),
      handle: () => gate.opened,
    });
    const deliver = (offset: number): Promise<unknown> => {
      const readNext = (): Promise<readonly LogRecord[]> => {
        read.push(`${String(partition)}/${String(offset + 1)}`);
        return Promise.resolve([recordAt(partition, offset + 1)]);
      };
      const place = { topic: 't', partition, firstOffset: offset, nextOffset: offset + 1, endOffset: 9 };
      const { signal } = new AbortController();
      const context = { signal, heartbeat: () => Promise.resolve() };
      return delivery.deliver({ ...place, records: [recordAt(partition, offset)], readNext }, context);
    };
    return deliver;
  });
  const first = deliveries.map((deliver) => deliver(0));
  for (let turn = 0; turn < TURNS_OF_THE_LOOP; turn += 1) await setImmediate();
  gate.open();
  await Promise.all(first);
  await deliveries[1]?.(1);
  return read;
}

describe('batches that are read before their turn', () => {
  it('are those of one partition of a process, until that has its turn', async () => {
    const shared = new ReadAhead();
    expect(await readWith(() => shared)).toEqual(['0/1', '1/2']);
  });

  it('control: each partition reads ahead where nobody else is asked', async () => {
    expect(await readWith(() => new ReadAhead())).toEqual(['0/1', '1/1', '1/2']);
  });

  it('are given back only by whoever has them, also where a delivery fails', async () => {
    const ahead = new ReadAhead();
    const [one, other] = [{}, {}];
    expect([ahead.take(one), ahead.take(other)]).toEqual([true, false]);
    ahead.giveBack(other);
    expect([ahead.isHeldBy(one), ahead.take(other)]).toEqual([true, false]);
    ahead.giveBack(one);
    expect(ahead.take(other)).toBe(true);
    ahead.giveBack(other);
    const signal = AbortSignal.abort();
    const delivery = new BatchDelivery({
      ...{ reader: 'r', now: () => 0, bury: () => Promise.resolve(), onError: () => undefined, ahead },
      handle: () => Promise.resolve(),
    });
    const records = null as unknown as readonly LogRecord[];
    const broken = { topic: 't', partition: 0, firstOffset: 0, nextOffset: 1, endOffset: 1, records };
    const readNext = (): Promise<readonly LogRecord[]> => Promise.resolve([recordAt(0, 1)]);
    const context = { signal, heartbeat: () => Promise.resolve() };
    await expect(delivery.deliver({ ...broken, readNext }, context)).rejects.toThrow(TypeError);
    expect(ahead.take(one)).toBe(true);
  });
});
