import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { FetchedPartition } from 'kafkajs/src/cluster/index.js';
import Cluster from 'kafkajs/src/cluster/index.js';
import socketFactory from 'kafkajs/src/network/socketFactory.js';
import { LogUnavailableError } from '../errors/log-unavailable.error.js';
import type { KafkaConfig } from '../module/bus-options.js';
import type { Position } from '../port.js';

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;
const FETCH_BYTES = 1_048_576;
const WAIT_MS = 500;
const READ_COMMITTED = 1;

const isOutOfRange = (error: unknown): boolean =>
  (error as { readonly type?: unknown }).type === 'OFFSET_OUT_OF_RANGE';

/**
 * Fetches from one place of a partition, without a consumer: joining a group takes longer than reading a partition that
 * has little, and on a broker with its own settings some seconds.
 */
export class KafkaFetcher {
  private readonly cluster: Cluster;
  private connecting: Promise<void> | undefined;

  constructor(kafka: Kafka, { brokers }: Pick<KafkaConfig, 'brokers'>) {
    this.cluster = new Cluster({
      ...{ logger: kafka.logger(), socketFactory: socketFactory(), brokers, clientId: 'assay' },
      ...{ connectionTimeout: 3_000, requestTimeout: 15_000, enforceRequestTimeout: true },
      ...{ allowAutoTopicCreation: false, retry: { retries: 1 } },
    });
  }

  /**
   * What the broker has from an offset on, as much as one answer holds; undefined where it does not have the offset.
   * @throws LogUnavailableError after about six seconds without an answer
   */
  async fetch(at: Position): Promise<FetchedPartition | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.fetchOnce(at);
      } catch (error) {
        if (isOutOfRange(error)) return undefined;
        if (attempt === ATTEMPTS) throw new LogUnavailableError(`could not read ${at.topic}`, error);
        await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
        await this.cluster.refreshMetadata().catch(() => undefined);
      }
    }
  }

  async close(): Promise<void> {
    if (this.connecting === undefined) return;
    await this.connecting.catch(() => undefined);
    await this.cluster.disconnect();
  }

  private async fetchOnce({ topic, partition, offset }: Position): Promise<FetchedPartition | undefined> {
    await this.connect();
    await this.cluster.addTargetTopic(topic);
    const [nodeId = ''] = Object.keys(this.cluster.findLeaderForPartitions(topic, [partition]));
    const broker = await this.cluster.findBroker({ nodeId });
    const { responses } = await broker.fetch({
      ...{ replicaId: -1, isolationLevel: READ_COMMITTED },
      ...{ maxWaitTime: WAIT_MS, minBytes: 1, maxBytes: FETCH_BYTES },
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: FETCH_BYTES }] }],
    });
    return responses[0]?.partitions[0];
  }

  /** Connects when first needed, and again when that failed. */
  private connect(): Promise<void> {
    this.connecting ??= this.cluster.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }
}
