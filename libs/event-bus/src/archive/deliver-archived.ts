import type { BatchDelivery } from '../delivery/batch-delivery.js';
import type { RecordBatch } from '../delivery/record-batch.js';
import { sliced } from '../delivery/record-batch.js';
import { DEFAULT_RETRY, delayAfter, pause } from '../delivery/retry.js';
import type { BatchContext, LogRecord } from '../port.js';
import { withNext } from './with-next.js';

/** What a lane does with the messages of the archive. */
export interface ArchivedDelivery {
  readonly delivery: Pick<BatchDelivery, 'deliver'>;
  readonly maxBatchSize: number;
  /** The end of the partition as last seen. */
  readonly endOffset: () => number;
  readonly context: BatchContext;
  /** Takes note of how far it is. */
  readonly moved: (nextOffset: number) => Promise<void>;
}

/** Brings what comes from the archive to a handler as if it came from the broker; ends early when the lane does. */
export async function deliverArchived(
  pages: AsyncIterable<readonly LogRecord[]>,
  parts: ArchivedDelivery,
): Promise<void> {
  const { context, maxBatchSize } = parts;
  for await (const [batch, next] of withNext(batchesOf(pages, maxBatchSize))) {
    await deliverAll(batch, () => next, parts);
    if (context.signal.aborted) return;
  }
}

async function* batchesOf(
  pages: AsyncIterable<readonly LogRecord[]>,
  maxBatchSize: number,
): AsyncGenerator<readonly LogRecord[], void> {
  for await (const page of pages) yield* sliced(page, maxBatchSize);
}

async function deliverAll(
  records: readonly LogRecord[],
  readNext: RecordBatch['readNext'],
  { delivery, endOffset, context, moved }: ArchivedDelivery,
): Promise<void> {
  let rest = records;
  for (let failures = 1; !context.signal.aborted; failures += 1) {
    const [first, last] = [rest[0], rest.at(-1)];
    if (first === undefined || last === undefined) return;
    const nextOffset = last.offset + 1;
    const { topic, partition, offset: firstOffset } = first;
    const end = Math.max(endOffset(), nextOffset);
    const outcome = await delivery.deliver(
      { topic, partition, records: rest, firstOffset, nextOffset, endOffset: end, readNext },
      context,
    );
    if (outcome.nextOffset > firstOffset) {
      await moved(outcome.nextOffset);
      failures = 1;
    }
    rest = rest.filter(({ offset }) => offset >= outcome.nextOffset);
    if (outcome.blocked) await pause(delayAfter(failures, DEFAULT_RETRY), context.signal);
  }
}
