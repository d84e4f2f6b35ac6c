import { randomUUID } from 'node:crypto';
import { deadLetterTopic } from '@assay/contracts';
import type { EventEnvelope } from '@assay/contracts';
import { Pool } from 'pg';
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
import type { BusOptions, PostgresConfig, TopicSettings } from '../module/bus-options.js';
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
import { GroupStore } from './group-store.js';
import { readEnds, readRange, trimLog } from './log-reader.js';
import { readPositionsAt } from './log-positions.js';
import { allStampedAreVisible } from './appends-in-flight.js';
import { LogWriter } from './log-writer.js';
import { Notifications } from './notifications.js';
import { broadcastOwnership, sharedOwnership } from './ownership.js';
import type { Ownership, SubscriptionParts } from './postgres-subscription.js';
import { PostgresSubscription } from './postgres-subscription.js';
import { TopicCatalogue } from './topic-catalogue.js';

/** Signs of life within one lease, so that two may be lost. */
const RENEWALS_PER_LEASE = 4;

/**
 * The log in Postgres (schema `bus`): offsets are dense and in the order of commits, several processes share the
 * partitions of a group by leases, and readers are woken by notifications or find out by polling.
 */
export class PostgresBus implements EventBus {
  private readonly pool: Pool;
  private readonly settings: TopicSettings;
  private readonly catalogue: TopicCatalogue;
  private readonly writer: LogWriter;
  private readonly notifications: Notifications;
  private readonly runtime: Runtime;
  private readonly prefix: string;
  private readonly subscriptions = new Set<Subscription>();
  private readonly contact = new Contact();
  private readonly seam: Seam;
  private closed = false;

  constructor(options: BusOptions<PostgresConfig>) {
    const timing = { ...DEFAULT_TIMING, ...options.timing };
    const { databaseUrl } = options.bus;
    this.settings = options.topics ?? DEFAULT_TOPIC_SETTINGS;
    this.prefix = prefixOf(options.bus);
    this.seam = new Seam(options.archive, this.settings.retentionMs === -1);
    this.pool = new Pool({
      connectionString: databaseUrl,
      max: 8,
      lock_timeout: timing.lockTimeoutMs,
      idle_in_transaction_session_timeout: 5_000,
      connectionTimeoutMillis: 5_000,
      query_timeout: 60_000,
    });
    // A connection that breaks while idle is replaced; without a listener it would end the process.
    this.pool.on('error', () => undefined);
    this.catalogue = new TopicCatalogue(this.pool, this.prefix);
    const now = options.now ?? Date.now;
    const watch = this.createWatch(timing.pollMs, now);
    this.runtime = { watch, ahead: new ReadAhead(), now, timing, logger: options.logger ?? SILENT };
    this.notifications = new Notifications(this.pool, databaseUrl, () => watch.wake());
    this.writer = new LogWriter(this.pool, () => {
      watch.wake();
      this.notifications.tell();
    });
  }

  createTopics(): Promise<void> {
    return this.contact.noting(() => this.catalogue.create(catalogueTopics(), this.settings.partitions));
  }

  async publish(events: readonly EventEnvelope[]): Promise<void> {
    const routed = [...routeEvents(events)];
    await Promise.all(routed.map(([topic, messages]) => this.publishRaw(topic, messages)));
  }

  async publishRaw(topic: string, messages: readonly RawMessage[]): Promise<void> {
    if (this.closed) throw new BusClosedError(`publish to ${topic}`);
    await this.contact.noting(async () => this.writer.append(await this.catalogue.get(topic), messages));
  }

  subscribe(subscription: SharedSubscription): Promise<Subscription> {
    const group = this.prefix + subscription.group;
    const { sessionMs } = this.runtime.timing;
    const ownership = sharedOwnership(subscription, {
      store: new GroupStore(this.pool, group, randomUUID(), sessionMs),
      renewMs: sessionMs / RENEWALS_PER_LEASE,
      onError: (error) => subscription.onError?.(error),
    });
    return this.open({ reader: subscription.group, options: subscription, bury: this.bury }, ownership);
  }

  read(subscription: BroadcastSubscription): Promise<Subscription> {
    const bury = buryFor(subscription, this.bury, this.runtime.logger);
    const parts = { reader: subscription.name, options: subscription, bury };
    return this.open(parts, broadcastOwnership(subscription));
  }

  async *records({ topic, ...range }: LogRange): AsyncGenerator<readonly LogRecord[]> {
    const entry = await this.contact.noting(() => this.catalogue.get(topic));
    yield* this.seam.records({ topic, ...range }, (rest) => readRange(this.pool, entry, rest));
  }

  async ends(topic: string): Promise<readonly PartitionEnds[]> {
    return this.seam.ends(topic, await this.localEnds(topic));
  }

  async trim(before: Position): Promise<void> {
    const local = (await this.localEnds(before.topic)).find(
      ({ partition }) => partition === before.partition,
    );
    if (local === undefined || before.offset <= local.earliest) return;
    await this.seam.mayTrim(before, local);
    await trimLog(this.pool, await this.catalogue.get(before.topic), before);
  }

  async positionsAt(topic: string, instant: number): Promise<readonly Position[]> {
    const entry = await this.contact.noting(() => this.catalogue.get(topic));
    const found = await readPositionsAt(this.pool, entry, instant);
    return this.seam.positionsAt(found, await this.localEnds(topic), instant);
  }

  isHealthy(): boolean {
    return this.contact.succeeded && !this.closed;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.runtime.watch.close();
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    this.closed = true;
    await this.notifications.close();
    await this.pool.end();
  }

  private async localEnds(topic: string): Promise<readonly LocalEnds[]> {
    return (await readEnds(this.pool, [await this.catalogue.get(topic)])).get(topic) ?? [];
  }

  private readonly bury = (topic: string, letters: readonly RawMessage[]): Promise<void> =>
    this.publishRaw(deadLetterTopic(topic), letters);

  private open(
    parts: Pick<SubscriptionParts, 'reader' | 'options' | 'bury'>,
    ownership: Ownership,
  ): Promise<Subscription> {
    if (this.closed) return Promise.reject(new BusClosedError(`subscribe ${parts.reader}`));
    const { pool, catalogue, runtime, seam } = this;
    const subscription = new PostgresSubscription({ ...parts, runtime, pool, catalogue, seam }, ownership);
    this.subscriptions.add(subscription);
    return Promise.resolve(subscription);
  }

  private createWatch(intervalMs: number, now: () => number): EndWatch {
    return new EndWatch({
      fetchEnds: (topics) =>
        this.contact.noting(async () => readEnds(this.pool, await this.catalogue.getAll(topics))),
      allVisible: () => allStampedAreVisible(this.pool),
      intervalMs,
      spacingMs: 5,
      now,
      onError: () => undefined,
    });
  }
}
