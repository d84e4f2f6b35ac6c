import { setImmediate } from 'node:timers/promises';
import { click } from '../../test/support/sample-events.js';
import { encodeEvent } from '../message/encode-event.js';
import type { DeliveredEvent, LogRecord } from '../port.js';
import { EarlyBatches } from './early-batches.js';
import { ReadAhead } from './read-ahead.js';

const recordsOf = (count: number): readonly LogRecord[] =>
  Array.from({ length: count }, (_, offset) => ({
    ...encodeEvent(click('u', offset + 1)),
    ...{ topic: 't', partition: 0, offset, appendedAt: 0 },
  }));

describe('a batch before its turn', () => {
  it('is read once, and prepared as it will be handled', async () => {
    const prepared: DeliveredEvent[] = [];
    const early = new EarlyBatches(new ReadAhead(), (events) =>
      Promise.resolve(void prepared.push(...events)),
    );
    const records = recordsOf(300);
    early.begin(() => Promise.resolve(records));
    early.begin(() => Promise.resolve(records));
    await setImmediate();
    const { events } = await early.decode(records);
    expect(events.map(({ offset }) => offset)).toEqual(records.map(({ offset }) => offset));
    expect(prepared).toHaveLength(300);
    expect(prepared.every((event, index) => event === events[index])).toBe(true);
  });

  it('is read in its turn where nobody got ahead with it, or it comes otherwise', async () => {
    let asked = 0;
    const early = new EarlyBatches(new ReadAhead(), () => Promise.resolve(void (asked += 1)));
    const records = recordsOf(3);
    expect((await early.decode(records)).events).toHaveLength(3);
    expect(asked).toBe(0);
    early.begin(() => Promise.resolve(records));
    await setImmediate();
    expect((await early.decode(records.slice(1))).events).toHaveLength(2);
  });

  it('lets others work between its pieces', async () => {
    const early = new EarlyBatches(new ReadAhead());
    let isDone = false;
    void early.decode(recordsOf(1_000)).then(() => (isDone = true));
    await setImmediate();
    expect(isDone).toBe(false);
  });

  it.each([
    ['rejects', () => Promise.reject(new RangeError('no'))],
    [
      'throws',
      () => {
        throw new RangeError('no');
      },
    ],
  ])('comes to its handler also where preparing it %s', async (_, prepare) => {
    const early = new EarlyBatches(new ReadAhead(), prepare);
    const records = recordsOf(2);
    early.begin(() => Promise.resolve(records));
    await setImmediate();
    expect((await early.decode(records)).events).toHaveLength(2);
  });
});
