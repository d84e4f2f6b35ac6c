import type { Pool } from 'pg';
import type { LocalEnds, Seam } from '../archive/seam.js';
import { beginningOf } from '../archive/seam.js';
import { BatchDelivery } from '../delivery/batch-delivery.js';
import { Progress } from '../delivery/progress.js';
import { ProgressReporter } from '../delivery/progress-reporter.js';
import { untilItWorks } from '../delivery/retry.js';
import type { Runtime } from '../delivery/runtime.js';
import type {
  PartitionProgress,
  RawMessage,
  SharedSubscription,
  Subscription,
  SubscriptionHealth,
} from '../port.js';
import type { Lease } from './group-store.js';
import { readEnds } from './log-reader.js';
import { PartitionLane } from './partition-lane.js';
import type { TopicCatalogue, TopicEntry } from './topic-catalogue.js';

/** What a subscription needs, whichever of the two ways it reads. */
export interface SubscriptionParts {
  readonly reader: string;
  readonly options: Omit<SharedSubscription, 'group' | 'positionOf'>;
  readonly runtime: Runtime;
  readonly pool: Pool;
  readonly catalogue: TopicCatalogue;
  readonly seam: Seam;
  readonly bury: (topic: string, letters: readonly RawMessage[]) => Promise<void>;
}

/** How a subscription comes by its partitions and their positions. */
export interface Ownership {
  /** Where a partition is continued; undefined for the beginning. */
  start(topic: TopicEntry, partition: number): Promise<number | undefined>;
  /** Stores how far the group is; false when the partition belongs to somebody else by now. */
  commit(lease: Lease, next: number): Promise<boolean>;
  /** Begins to tell which partitions are held. */
  join(topics: readonly TopicEntry[], onHeld: (held: readonly Lease[]) => Promise<void>): void;
  leave(): Promise<void>;
  /** Positions of the whole group, for partitions that other processes hold. */
  positions(): Promise<readonly (Lease & { readonly next: number })[]>;
}

const DEFAULT_BATCH = 500;

export class PostgresSubscription implements Subscription {
  private readonly progress: Progress;
  private readonly lanes = new Map<string, PartitionLane>();
  private readonly abort = new AbortController();
  private readonly reporter: ProgressReporter | undefined;
  private readonly starting: Promise<void>;
  private topics: readonly TopicEntry[] = [];
  private lookingUp = false;
  private unwatch: () => void = () => undefined;

  constructor(
    private readonly parts: SubscriptionParts,
    private readonly ownership: Ownership,
  ) {
    const { options, runtime } = parts;
    this.progress = new Progress(runtime.now);
    if (options.onProgress !== undefined)
      this.reporter = new ProgressReporter(options.onProgress, this.onError);
    this.starting = this.start();
  }

  get caughtUp(): Promise<void> {
    return this.progress.caughtUp;
  }

  health(): SubscriptionHealth {
    return this.progress.health();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.unwatch();
    await this.starting;
    if (this.topics.length > 0) await this.ownership.leave();
    await this.hold([]);
    this.progress.stopped();
  }

  private readonly onError = (error: unknown): void => {
    this.progress.failed(error);
    this.parts.options.onError?.(error);
  };

  private async start(): Promise<void> {
    const { catalogue, pool, seam, options, runtime } = this.parts;
    const topics = await untilItWorks(
      async () => {
        const entries = await catalogue.getAll(options.topics);
        const ends = [...(await readEnds(pool, entries))];
        this.progress.setGoals(
          new Map(
            await Promise.all(
              ends.map(async ([name, local]) => [name, await seam.ends(name, local)] as const),
            ),
          ),
        );
        return entries;
      },
      { signal: this.abort.signal, onError: this.onError },
    );
    if (topics === undefined) return;
    this.topics = topics;
    this.ownership.join(topics, (held) => this.hold(held));
    this.unwatch = runtime.watch.watch(options.topics, (ends, observedAt) => {
      for (const [topic, partitions] of ends)
        for (const { partition, end } of partitions) this.sawEnd(topic, partition, end);
      void this.reporter?.report(this.places(ends, observedAt), runtime.now());
      if (this.progress.isCatchingUp) void this.lookUpOthers();
    });
  }

  private sawEnd(topic: string, partition: number, end: number): void {
    this.progress.sawEnd(topic, partition, end);
    this.lanes.get(`${topic}/${String(partition)}`)?.sawEnd(end);
  }

  private places(
    ends: ReadonlyMap<string, readonly { readonly partition: number; readonly end: number }[]>,
    observedAt: number,
  ): readonly PartitionProgress[] {
    return [...ends].flatMap(([topic, partitions]) =>
      partitions.flatMap(({ partition, end }) => {
        const offset = this.lanes.get(`${topic}/${String(partition)}`)?.position;
        if (offset === undefined) return [];
        return [{ topic, partition, offset, endOffset: Math.max(end, offset), observedAt }];
      }),
    );
  }

  private async lookUpOthers(): Promise<void> {
    if (this.lookingUp) return;
    this.lookingUp = true;
    try {
      for (const { topicId, partition, next } of (await this.ownership.positions?.()) ?? []) {
        const topic = this.topics.find(({ id }) => id === topicId);
        if (topic !== undefined) this.progress.reached(topic.name, partition, next);
      }
    } catch (error) {
      this.onError(error);
    }
    this.lookingUp = false;
  }

  /** Begins lanes that are new, stops those that are gone, and resolves when they have stopped. */
  private async hold(held: readonly Lease[]): Promise<void> {
    const wanted = new Map<string, readonly [TopicEntry, number]>();
    for (const { topicId, partition } of held) {
      const topic = this.topics.find(({ id }) => id === topicId);
      if (topic !== undefined) wanted.set(`${topic.name}/${String(partition)}`, [topic, partition]);
    }
    const gone = [...this.lanes].filter(([key, lane]) => !wanted.has(key) || lane.hasEnded);
    for (const [key] of gone) this.lanes.delete(key);
    for (const [key, [topic, partition]] of wanted)
      if (!this.lanes.has(key)) this.lanes.set(key, this.begin(topic, partition));
    await Promise.all(gone.map(([key, lane]) => this.end(key, lane)));
  }

  private begin(topic: TopicEntry, partition: number): PartitionLane {
    const { options, runtime, pool, seam, reader, bury } = this.parts;
    const { ahead, now } = runtime;
    options.onOwned?.(topic.name, partition);
    const lane = new PartitionLane({
      pool,
      topic,
      partition,
      seam,
      maxBatchSize: options.maxBatchSize ?? DEFAULT_BATCH,
      delivery: new BatchDelivery({ ...options, reader, bury, ahead, now, onError: this.onError }),
      progress: this.progress,
      onError: this.onError,
      start: () => this.startOf(topic, partition),
      archivedUntil: async (offset) =>
        seam.archivedUntil({ topic: topic.name, partition, offset }, await this.endsOf(topic, partition)),
      commit: (next) => this.ownership.commit({ topicId: topic.id, partition }, next),
      heartbeat: () => Promise.resolve(),
      onGap: (error) => this.halt(error),
    });
    runtime.watch.wake();
    return lane;
  }

  private async startOf(topic: TopicEntry, partition: number): Promise<number> {
    const given = await this.ownership.start(topic, partition);
    if (given !== undefined) return given;
    const [ends] = await this.parts.seam.ends(topic.name, [await this.endsOf(topic, partition)]);
    return ends === undefined ? 0 : beginningOf(ends);
  }

  private async endsOf(topic: TopicEntry, partition: number): Promise<LocalEnds> {
    const ends = (await readEnds(this.parts.pool, [topic])).get(topic.name) ?? [];
    return ends.find((place) => place.partition === partition) ?? { partition, earliest: 0, end: 0 };
  }

  private async end(key: string, lane: PartitionLane): Promise<void> {
    await lane.stop();
    const at = key.lastIndexOf('/');
    const [topic, partition] = [key.slice(0, at), Number(key.slice(at + 1))];
    this.progress.lose(topic, partition);
    this.parts.options.onLost?.(topic, partition);
  }

  /** Goes no further: the log and the reader's state do not fit together. */
  private halt(error: unknown): void {
    this.parts.runtime.logger.error(
      `${this.parts.reader} halted: ${error instanceof Error ? error.message : String(error)}`,
    );
    this.progress.halt(error);
    this.parts.options.onError?.(error);
    void this.stop().catch(this.onError);
  }
}
