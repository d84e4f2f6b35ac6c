import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { pause } from '../delivery/retry.js';
import type { LogRange, LogRecord } from '../port.js';
import { toRecord } from './to-record.js';

const SESSION_MS = 30_000;
const HEARTBEAT_MS = 3_000;

interface Scanner {
  /** A group of its own; it commits nothing. */
  readonly group: string;
  readonly prefix: string;
}

/** Waits until the reader wants more, and keeps the place in the group meanwhile. */
async function untilWanted(pages: PassThrough, heartbeat: () => Promise<void>): Promise<void> {
  const wanted = new AbortController();
  const drained = Promise.race([once(pages, 'drain'), once(pages, 'close')]).then(() => wanted.abort());
  while (!wanted.signal.aborted) {
    await pause(HEARTBEAT_MS, wanted.signal);
    await heartbeat();
  }
  await drained;
}

/** Reads one partition from an offset on, and leaves the others of its topic alone. */
function watchOver(consumer: Consumer, topic: string, { partition, from }: LogRange): void {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const others = (payload.memberAssignment[topic] ?? []).filter((assigned) => assigned !== partition);
    if (others.length > 0) consumer.pause([{ topic, partitions: others }]);
    consumer.seek({ topic, partition, offset: String(from) });
  });
}

/** The messages of a stretch of a partition, with a consumer of its own that goes when the reader does. */
export async function* scanPartition(
  kafka: Kafka,
  { group, prefix }: Scanner,
  range: LogRange,
): AsyncGenerator<readonly LogRecord[]> {
  if (range.from >= range.until) return;
  const topic = prefix + range.topic;
  const pages = new PassThrough({ objectMode: true, highWaterMark: 1 });
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: HEARTBEAT_MS,
    allowAutoTopicCreation: false,
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => pages.destroy(payload.error));
  const take = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    if (batch.partition !== range.partition || pages.writableEnded) return;
    const all = batch.messages.map((message) => toRecord(range.topic, range.partition, message));
    const records = all.filter(({ offset }) => offset >= range.from && offset < range.until);
    if (records.length > 0 && !pages.write(records)) await untilWanted(pages, () => payload.heartbeat());
    if (Number(batch.lastOffset()) >= range.until - 1) pages.end();
  };
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    watchOver(consumer, topic, range);
    await consumer.run({ autoCommit: false, eachBatch: take });
    yield* pages as AsyncIterable<readonly LogRecord[]>;
  } finally {
    pages.destroy();
    await consumer.disconnect();
  }
}
