import type { ICustomPartitioner, Kafka, Producer, TopicMessages } from 'kafkajs';
import { LogUnavailableError } from '../errors/log-unavailable.error.js';
import { MessageTooLargeError } from '../errors/message-too-large.error.js';
import { UnknownTopicError } from '../errors/unknown-topic.error.js';
import { partitionOfKey } from '../message/partition-of-key.js';
import type { RawMessage } from '../port.js';
import { MAX_BATCH_BYTES } from './kafka-admin.js';

interface Waiting {
  readonly topic: string;
  readonly messages: readonly RawMessage[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Stays below the longest batch that the topics take, even when all messages go to one partition. */
const MAX_SEND_BYTES = 900_000;
const MESSAGE_OVERHEAD = 100;

const sizeOf = ({ key, headers, value }: RawMessage): number => {
  let bytes = MESSAGE_OVERHEAD + key.length + value.length;
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0);
  return bytes;
};

/** That of kafkajs chooses the same, and takes ten times as long. */
const byKey: ICustomPartitioner =
  () =>
  ({ message, partitionMetadata }) =>
    partitionOfKey(String(message.key), partitionMetadata.length);

interface Chunk {
  readonly messages: RawMessage[];
  bytes: number;
}

/** Cuts messages into runs that fit into one send; a larger message goes alone. */
function chunksOf(messages: readonly RawMessage[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let current: Chunk | undefined;
  for (const message of messages) {
    const bytes = sizeOf(message);
    if (current === undefined || current.bytes + bytes > MAX_SEND_BYTES)
      chunks.push((current = { messages: [], bytes: 0 }));
    current.messages.push(message);
    current.bytes += bytes;
  }
  return chunks;
}

/**
 * Publishes with one `send` under way at a time, so that a retry inside kafkajs can never put a later message
 * before an earlier one; what is published meanwhile goes together in the next.
 */
export class KafkaPublisher {
  private readonly producer: Producer;
  private readonly queue: Waiting[] = [];
  private connecting: Promise<void> | undefined;
  private sending: Promise<void> | undefined;

  constructor(
    kafka: Kafka,
    private readonly prefix: string,
  ) {
    this.producer = kafka.producer({
      createPartitioner: byKey,
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
    });
  }

  async publish(topic: string, messages: readonly RawMessage[]): Promise<void> {
    const parts = chunksOf(messages).map(
      (chunk) =>
        new Promise<void>((resolve, reject) => this.queue.push({ topic, ...chunk, resolve, reject })),
    );
    this.sending ??= this.sendAll();
    const settled = await Promise.allSettled(parts);
    for (const part of settled) if (part.status === 'rejected') throw part.reason;
  }

  async close(): Promise<void> {
    await this.sending;
    await this.connecting?.catch(() => undefined);
    await this.producer.disconnect();
  }

  private async sendAll(): Promise<void> {
    // What is published in the same turn of the event loop goes along.
    await Promise.resolve();
    while (this.queue.length > 0) await this.send(this.take());
    this.sending = undefined;
  }

  private take(): readonly Waiting[] {
    let count = 0;
    let bytes = 0;
    for (const waiting of this.queue) {
      bytes += waiting.bytes;
      if (count > 0 && bytes > MAX_SEND_BYTES) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  private async send(taken: readonly Waiting[]): Promise<void> {
    try {
      await this.connect();
      await this.producer.sendBatch({ acks: -1, topicMessages: this.byTopic(taken) });
      for (const { resolve } of taken) resolve();
    } catch (error) {
      for (const waiting of taken) waiting.reject(asBusError(waiting, error));
    }
  }

  private byTopic(taken: readonly Waiting[]): TopicMessages[] {
    const topics = new Map<string, TopicMessages>();
    for (const { topic, messages } of taken) {
      const entry = topics.get(topic) ?? { topic: this.prefix + topic, messages: [] };
      topics.set(topic, entry);
      entry.messages.push(...messages);
    }
    return [...topics.values()];
  }

  /** Connects when first needed, and again when that failed. */
  private connect(): Promise<void> {
    this.connecting ??= this.producer.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }
}

const asBusError = ({ topic, bytes }: Waiting, error: unknown): Error => {
  const { type } = error as { readonly type?: unknown };
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return new UnknownTopicError(topic);
  if (type === 'MESSAGE_TOO_LARGE') return new MessageTooLargeError(topic, bytes, MAX_BATCH_BYTES);
  return new LogUnavailableError(`could not publish to ${topic}`, error);
};
