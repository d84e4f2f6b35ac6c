import { setImmediate } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import { click } from '../../test/support/sample-events.js';
import { Seam } from '../archive/seam.js';
import type { DeliveryOutcome } from '../delivery/batch-delivery.js';
import { BatchDelivery } from '../delivery/batch-delivery.js';
import { Progress } from '../delivery/progress.js';
import { ReadAhead } from '../delivery/read-ahead.js';
import type { RecordBatch } from '../delivery/record-batch.js';
import { encodeEvent } from '../message/encode-event.js';
import type { BatchContext } from '../port.js';
import { KafkaLane } from './kafka-lane.js';

const nothing = (): Promise<undefined> => Promise.resolve(undefined);
const TURNS_OF_THE_LOOP = 20;

/** The control: nothing is done before its turn. */
class InTurn extends BatchDelivery {
  override deliver(
    { readNext: _next, ...batch }: RecordBatch,
    context: BatchContext,
  ): Promise<DeliveryOutcome> {
    return super.deliver(batch, context);
  }
}

/** What happens, in its order, while six messages of one fetch are handled in batches of three. */
async function orderWith(Delivery: typeof BatchDelivery): Promise<readonly string[]> {
  const order: string[] = [];
  const onError = (error: unknown): void => void order.push(String(error));
  const lane = new KafkaLane({
    ...{ topic: 't', partition: 0, maxBatchSize: 3, progress: new Progress(() => 0), onError },
    delivery: new Delivery({
      ...{ reader: 'r', ahead: new ReadAhead(), onError, bury: nothing, now: () => 0 },
      prepare: ([first]) => Promise.resolve(void order.push(`prepared ${String(first?.offset)}`)),
      handle: async ({ firstOffset }) => {
        order.push(`begun ${String(firstOffset)}`);
        for (let turn = 0; turn < TURNS_OF_THE_LOOP; turn += 1) await setImmediate();
        order.push(`done ${String(firstOffset)}`);
      },
    }),
    ...{ start: () => Promise.resolve(0), archivedUntil: nothing, seam: new Seam(undefined, true) },
    ...{ seek: () => undefined, commit: nothing, onGap: onError },
  });
  const { key, headers, value } = encodeEvent(click('u', 1));
  const message = { key: Buffer.from(key), headers, value, timestamp: '5' };
  const messages = Array.from({ length: 6 }, (_, offset) => ({ ...message, offset: String(offset) }));
  const batch = { topic: 't', partition: 0, highWatermark: '6', messages };
  await lane.take({ batch, resolveOffset: () => undefined } as unknown as EachBatchPayload, nothing);
  return order;
}

describe('a fetch of several batches', () => {
  it('has the next one prepared while one is being handled', async () => {
    expect(await orderWith(BatchDelivery)).toEqual(['begun 0', 'prepared 3', 'done 0', 'begun 3', 'done 3']);
  });

  it('control: without that, one begins when the one before it is done', async () => {
    expect(await orderWith(InTurn)).toEqual(['begun 0', 'done 0', 'begun 3', 'done 3']);
  });
});
