import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@assay/contracts';
import { deadLetterTopic } from '@assay/contracts';
import type { Kafka } from 'kafkajs';
import type { LocalEnds } from '../archive/seam.js';
import { Seam } from '../archive/seam.js';
import { Contact } from '../delivery/contact.js';
import { EndWatch } from '../delivery/end-watch.js';
import { buryFor } from '../delivery/passed-over.js';
import { ReadAhead } from '../delivery/read-ahead.js';
import type { Runtime } from '../delivery/runtime.js';
import { BusClosedError } from '../errors/bus-closed.error.js';
import { catalogueTopics } from '../message/catalogue-topics.js';
import { routeEvents } from '../message/route-events.js';
import type { BusOptions, KafkaConfig, TopicSettings } from '../module/bus-options.js';
import { DEFAULT_TIMING, DEFAULT_TOPIC_SETTINGS, prefixOf, SILENT } from '../module/bus-options.js';
import type {
  BroadcastSubscription,
  EventBus,
  LogRange,
  LogRecord,
  PartitionEnds,
  Position,
  RawMessage,
  SharedSubscription,
  Subscription,
} from '../port.js';
import { KafkaAdmin } from './kafka-admin.js';
import { createKafkaClient } from './kafka-client.js';
import { KafkaFetcher } from './kafka-fetcher.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { scanPartition } from './kafka-scan.js';
import type { KafkaSubscriptionParts } from './kafka-subscription.js';
import { KafkaSubscription } from './kafka-subscription.js';

/** The log on Kafka, over raw kafkajs consumers whose traps are kept shut here. */
export class KafkaBus implements EventBus {
  private readonly kafka: Kafka;
  private readonly admin: KafkaAdmin;
  private readonly fetcher: KafkaFetcher;
  private readonly publisher: KafkaPublisher;
  private readonly runtime: Runtime;
  private readonly prefix: string;
  private readonly settings: TopicSettings;
  private readonly contact = new Contact();
  private readonly seam: Seam;
  private readonly subscriptions = new Set<Subscription>();
  private closing: Promise<void> | undefined;

  constructor(options: BusOptions<KafkaConfig>) {
    const logger = options.logger ?? SILENT;
    const timing = { ...DEFAULT_TIMING, ...options.timing };
    const now = options.now ?? Date.now;
    this.prefix = prefixOf(options.bus);
    this.settings = options.topics ?? DEFAULT_TOPIC_SETTINGS;
    this.seam = new Seam(options.archive, this.settings.retentionMs === -1);
    this.kafka = createKafkaClient(options.bus, logger);
    this.admin = new KafkaAdmin(this.kafka, this.prefix);
    this.fetcher = new KafkaFetcher(this.kafka, options.bus);
    this.publisher = new KafkaPublisher(this.kafka, this.prefix);
    const watch = new EndWatch({
      fetchEnds: (topics) => this.contact.noting(() => this.admin.ends(topics)),
      intervalMs: timing.pollMs,
      spacingMs: Math.min(100, timing.pollMs),
      now,
      onError: (error) => logger.warn(error instanceof Error ? error.message : String(error)),
    });
    this.runtime = { watch, ahead: new ReadAhead(), now, timing, logger };
  }

  createTopics(): Promise<void> {
    return this.contact.noting(() => this.admin.createTopics(catalogueTopics(), this.settings));
  }

  async publish(events: readonly EventEnvelope[]): Promise<void> {
    const routed = [...routeEvents(events)];
    await Promise.all(routed.map(([topic, messages]) => this.publishRaw(topic, messages)));
  }

  async publishRaw(topic: string, messages: readonly RawMessage[]): Promise<void> {
    if (this.closing !== undefined && this.subscriptions.size === 0)
      throw new BusClosedError(`publish to ${topic}`);
    await this.contact.noting(() => this.publisher.publish(topic, messages));
  }

  subscribe(subscription: SharedSubscription): Promise<Subscription> {
    const { group } = subscription;
    const { bury } = this;
    return this.open({
      ...{ reader: group, group: this.prefix + group },
      options: subscription,
      shared: true,
      bury,
    });
  }

  read(subscription: BroadcastSubscription): Promise<Subscription> {
    const { from = [], name, ...options } = subscription;
    const positionOf = (topic: string, partition: number): Promise<number | undefined> =>
      Promise.resolve(from.find((place) => place.topic === topic && place.partition === partition)?.offset);
    return this.open({
      reader: name,
      // A group of its own, so that it is given every partition.
      group: `${this.prefix}reader.${name}.${randomUUID()}`,
      options: { ...options, positionOf },
      shared: false,
      bury: buryFor(subscription, this.bury, this.runtime.logger),
    });
  }

  async *records(range: LogRange): AsyncGenerator<readonly LogRecord[]> {
    const local = await this.localEnds(range);
    yield* this.seam.records(range, (rest) =>
      scanPartition(this.fetcher, this.prefix, {
        ...rest,
        from: Math.max(rest.from, local.earliest),
        until: Math.min(rest.until, local.end),
      }),
    );
  }

  async ends(topic: string): Promise<readonly PartitionEnds[]> {
    const local = (await this.contact.noting(() => this.admin.ends([topic]))).get(topic) ?? [];
    return this.seam.ends(topic, local);
  }

  async trim(before: Position): Promise<void> {
    const local = await this.localEnds(before);
    if (before.offset <= local.earliest) return;
    await this.seam.mayTrim(before, local);
    await this.contact.noting(() => this.admin.deleteBefore(before));
  }

  async positionsAt(topic: string, instant: number): Promise<readonly Position[]> {
    const found = await this.contact.noting(() => this.admin.positionsAt(topic, instant));
    const local = await this.contact.noting(() => this.admin.ends([topic]));
    return this.seam.positionsAt(found, local.get(topic) ?? [], instant);
  }

  isHealthy(): boolean {
    return this.contact.succeeded && this.closing === undefined;
  }

  close(): Promise<void> {
    this.closing ??= this.disconnect();
    return this.closing;
  }

  private async localEnds({ topic, partition }: Pick<Position, 'topic' | 'partition'>): Promise<LocalEnds> {
    const ends = (await this.contact.noting(() => this.admin.ends([topic]))).get(topic) ?? [];
    return ends.find((place) => place.partition === partition) ?? { partition, earliest: 0, end: 0 };
  }

  private async disconnect(): Promise<void> {
    this.runtime.watch.close();
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    this.subscriptions.clear();
    await Promise.all([this.publisher.close(), this.fetcher.close()]);
    await this.admin.close();
  }

  private readonly bury = (topic: string, letters: readonly RawMessage[]): Promise<void> =>
    this.publishRaw(deadLetterTopic(topic), letters);

  private open(
    parts: Pick<KafkaSubscriptionParts, 'reader' | 'group' | 'options' | 'shared' | 'bury'>,
  ): Promise<Subscription> {
    if (this.closing !== undefined) return Promise.reject(new BusClosedError(`subscribe ${parts.reader}`));
    const { kafka, admin, prefix, runtime, seam } = this;
    const subscription = new KafkaSubscription({
      ...parts,
      kafka,
      admin,
      prefix,
      seam,
      runtime,
    });
    this.subscriptions.add(subscription);
    return Promise.resolve(subscription);
  }
}
