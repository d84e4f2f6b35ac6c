import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import type { LocalEnds } from '../archive/seam.js';
import { untilItWorks } from '../delivery/retry.js';
import { LogUnavailableError } from '../errors/log-unavailable.error.js';
import type { TopicSettings } from '../module/bus-options.js';
import type { Position } from '../port.js';

/** One batch of a partition can be this long; a message of the largest size with its headers fits. */
export const MAX_BATCH_BYTES = 2_097_152;

const LEADERLESS = new Set([
  'NOT_LEADER_FOR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
]);

const isLeaderless = (error: unknown): boolean =>
  LEADERLESS.has(String((error as { readonly type?: unknown }).type));

/** What one broker can lose alone was never acknowledged, where there are copies enough for one to be away. */
const minInsyncReplicasOf = ({ replicationFactor, minInsyncReplicas }: TopicSettings): number =>
  minInsyncReplicas ?? (replicationFactor >= 3 ? 2 : 1);

const topicConfig = (topic: string, settings: TopicSettings): ITopicConfig => ({
  topic,
  numPartitions: settings.partitions,
  replicationFactor: settings.replicationFactor,
  configEntries: [
    { name: 'retention.ms', value: String(settings.retentionMs) },
    { name: 'message.timestamp.type', value: 'LogAppendTime' },
    { name: 'min.insync.replicas', value: String(minInsyncReplicasOf(settings)) },
    { name: 'max.message.bytes', value: String(MAX_BATCH_BYTES) },
  ],
});

/** Looks after topics, ends and groups. Names are logical: the namespace is put before them here. */
export class KafkaAdmin {
  private readonly admin: Admin;
  private connecting: Promise<void> | undefined;

  constructor(
    kafka: Kafka,
    private readonly prefix: string,
  ) {
    this.admin = kafka.admin();
  }

  /** Creates topics that are missing; the partitions of an existing topic stay. */
  async createTopics(names: readonly string[], settings: TopicSettings): Promise<void> {
    await this.connect();
    const missing = await this.missing(names);
    if (missing.length === 0) return;
    try {
      await this.admin.createTopics({
        topics: missing.map((name) => topicConfig(name, settings)),
        waitForLeaders: true,
      });
    } catch (error) {
      // They are made and not known everywhere yet, or another service has created them at the same time.
      if (!isLeaderless(error) && (await this.missing(names)).length > 0)
        throw new LogUnavailableError('topics could not be created', error);
    }
    await this.untilServed(names);
  }

  /** What the broker itself has. */
  async ends(topics: readonly string[]): Promise<ReadonlyMap<string, readonly LocalEnds[]>> {
    await this.connect();
    return new Map(
      await Promise.all(topics.map(async (topic) => [topic, await this.endsOf(topic)] as const)),
    );
  }

  /** Where each partition ended at an instant, as far as the broker has it. */
  async positionsAt(topic: string, instant: number): Promise<readonly Position[]> {
    await this.connect();
    const offsets = await this.admin.fetchTopicOffsetsByTimestamp(this.prefix + topic, instant + 1);
    return offsets
      .map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) }))
      .sort((left, right) => left.partition - right.partition);
  }

  /** What the group committed; partitions without are left out. */
  async committed(group: string, topics: readonly string[]): Promise<readonly Position[]> {
    await this.connect();
    const offsets = await this.admin.fetchOffsets({
      groupId: group,
      topics: topics.map((topic) => this.prefix + topic),
    });
    return offsets.flatMap(({ topic, partitions }) =>
      partitions
        .map(({ partition, offset }) => ({
          topic: topic.slice(this.prefix.length),
          partition,
          offset: Number(offset),
        }))
        .filter(({ offset }) => offset >= 0),
    );
  }

  async deleteGroup(group: string): Promise<void> {
    await this.connect();
    await this.admin.deleteGroups([group]);
  }

  /** Deletes the messages of a partition before an offset. */
  async deleteBefore({ topic, partition, offset }: Position): Promise<void> {
    await this.connect();
    const partitions = [{ partition, offset: String(offset) }];
    await this.admin.deleteTopicRecords({ topic: this.prefix + topic, partitions });
  }

  async close(): Promise<void> {
    await this.connecting?.catch(() => undefined);
    await this.admin.disconnect();
  }

  private async endsOf(topic: string): Promise<readonly LocalEnds[]> {
    const offsets = await this.admin.fetchTopicOffsets(this.prefix + topic);
    return offsets
      .map(({ partition, low, high }) => ({ partition, earliest: Number(low), end: Number(high) }))
      .sort((left, right) => left.partition - right.partition);
  }

  private async missing(names: readonly string[]): Promise<readonly string[]> {
    const existing = new Set(await this.admin.listTopics());
    return names.map((name) => this.prefix + name).filter((name) => !existing.has(name));
  }

  /** A broker knows a new topic a little before it leads its partitions, and refuses until then. */
  private async untilServed(names: readonly string[]): Promise<void> {
    const { signal } = new AbortController();
    const onError = (error: unknown): void => {
      if (!isLeaderless(error)) throw error;
    };
    const policy = { initialDelayMs: 50, maxDelayMs: 500 };
    await untilItWorks(() => this.ends(names), { signal, onError, policy });
  }

  /** Connects when first needed, and again when that failed. */
  private connect(): Promise<void> {
    this.connecting ??= this.admin.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw new LogUnavailableError('the broker could not be reached', error);
    });
    return this.connecting;
  }
}
