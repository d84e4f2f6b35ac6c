import type { Message } from 'kafkajs';
import { ByteWriter } from './byte-writer.js';
import { NO_PRODUCER } from './record-batch.format.js';
import { writeRecordBatch } from './record-batch.writer.js';

/** What kafkajs asks a broker to append. */
export interface ProduceRequest {
  readonly acks: number;
  readonly timeout: number;
  readonly compression?: number;
  readonly transactionalId?: string | null;
  readonly producerId?: unknown;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly Message[] }[];
  }[];
}

/** Room for what is around a message. */
const SPARE = 1.1;
const PER_MESSAGE = 700;

const hasOwnTime = ({ timestamp }: Message): boolean => timestamp !== undefined;

/** Neither compressed nor idempotent, and of the present: all that this project ever sends. */
function isPlain({ compression = 0, transactionalId, producerId, topicData }: ProduceRequest): boolean {
  const isTransactional = transactionalId !== undefined && transactionalId !== null;
  if (compression !== 0 || isTransactional || Number(producerId) !== NO_PRODUCER) return false;
  return !topicData.some(({ partitions }) => partitions.some(({ messages }) => messages.some(hasOwnTime)));
}

function sizeOf({ topicData }: ProduceRequest): number {
  let size = 1024;
  for (const { partitions } of topicData)
    for (const { messages } of partitions)
      for (const { value } of messages) size += PER_MESSAGE + (value?.length ?? 0);
  return Math.ceil(size * SPARE);
}

/**
 * The body of a produce request of the versions 3 to 7; undefined where it is not plain.
 * @param now milliseconds since 1970
 * @see https://kafka.apache.org/protocol#The_Messages_Produce
 */
export function encodeProduce(request: ProduceRequest, now: number): Buffer | undefined {
  if (!isPlain(request)) return undefined;
  const writer = new ByteWriter(sizeOf(request));
  writer.int16(-1);
  writer.int16(request.acks);
  writer.int32(request.timeout);
  writer.int32(request.topicData.length);
  for (const { topic, partitions } of request.topicData) {
    writer.shortText(topic);
    writer.int32(partitions.length);
    for (const { partition, messages } of partitions) {
      writer.int32(partition);
      const lengthAt = writer.length;
      writer.int32(0);
      writeRecordBatch(writer, messages, now);
      writer.setInt32(lengthAt, writer.length - lengthAt - 4);
    }
  }
  return writer.written;
}
