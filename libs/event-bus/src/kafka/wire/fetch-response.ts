import type { KafkaMessage } from 'kafkajs';
import { ByteReader } from './byte-reader.js';
import { readRecordBatches } from './record-batch.reader.js';

interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly never[];
  readonly preferredReadReplica: number;
  readonly messages: KafkaMessage[];
}

/** What a broker answers to a fetch, as kafkajs wants it. */
export interface FetchResponse {
  /** The broker did not wait; whoever asked is to wait so long as `clientSideThrottleTime` says. */
  readonly throttleTime: 0;
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly FetchedPartition[];
  }[];
}

/** Thrown to leave the rest to kafkajs. */
class NotPlain extends Error {}

function readList<Item>(reader: ByteReader, readItem: (reader: ByteReader) => Item): readonly Item[] {
  const items: Item[] = [];
  for (let left = reader.int32(); left > 0; left -= 1) items.push(readItem(reader));
  return items;
}

function readMessages(reader: ByteReader): KafkaMessage[] {
  const length = reader.int32();
  if (length <= 0 || length > reader.left) return [];
  const messages = readRecordBatches(reader.bytes.subarray(reader.at, (reader.at += length)));
  if (messages === undefined) throw new NotPlain();
  return messages;
}

function readNoTransactions(reader: ByteReader): readonly never[] {
  if (reader.int32() > 0) throw new NotPlain();
  return [];
}

const readPartition = (reader: ByteReader): FetchedPartition => ({
  partition: reader.int32(),
  errorCode: reader.int16(),
  highWatermark: String(reader.int64()),
  lastStableOffset: String(reader.int64()),
  lastStartOffset: String(reader.int64()),
  abortedTransactions: readNoTransactions(reader),
  preferredReadReplica: reader.int32(),
  messages: readMessages(reader),
});

/**
 * Reads a fetch response of version 11; undefined where it holds something that we never write: compressed or
 * transactional batches, or older formats.
 * @see https://kafka.apache.org/protocol#The_Messages_Fetch
 */
export function decodeFetch(bytes: Buffer): FetchResponse | undefined {
  const reader = new ByteReader(bytes);
  try {
    return {
      throttleTime: 0,
      clientSideThrottleTime: reader.int32(),
      errorCode: reader.int16(),
      sessionId: reader.int32(),
      responses: readList(reader, () => ({
        topicName: reader.shortText(),
        partitions: readList(reader, readPartition),
      })),
    };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}
