import type { Kafka } from 'kafkajs';
import type { Seam } from '../archive/seam.js';
import { BatchDelivery } from '../delivery/batch-delivery.js';
import type { TopicEnds } from '../delivery/end-watch.js';
import { Progress } from '../delivery/progress.js';
import { ProgressReporter } from '../delivery/progress-reporter.js';
import { DEFAULT_RETRY, delayAfter, pause, untilItWorks } from '../delivery/retry.js';
import type { Runtime } from '../delivery/runtime.js';
import { StalledError } from '../errors/stalled.error.js';
import type {
  PartitionProgress,
  RawMessage,
  SharedSubscription,
  Subscription,
  SubscriptionHealth,
} from '../port.js';
import type { KafkaAdmin } from './kafka-admin.js';
import { commit, KafkaLane } from './kafka-lane.js';
import { KafkaPlaces } from './kafka-places.js';
import type { Assignment, Crash } from './kafka-session.js';
import { KafkaSession } from './kafka-session.js';

export interface KafkaSubscriptionParts {
  readonly kafka: Kafka;
  readonly admin: KafkaAdmin;
  readonly prefix: string;
  readonly seam: Seam;
  readonly runtime: Runtime;
  /** For dead letters and logs. */
  readonly reader: string;
  /** The group's name at the broker. */
  readonly group: string;
  readonly options: Omit<SharedSubscription, 'group'>;
  /** Shared: positions are committed. Broadcast: nothing is, and the group is deleted in the end. */
  readonly shared: boolean;
  readonly bury: (topic: string, letters: readonly RawMessage[]) => Promise<void>;
}

const DEFAULT_BATCH = 500;
const keyOf = (topic: string, partition: number): string => `${topic}/${String(partition)}`;

export class KafkaSubscription implements Subscription {
  private readonly progress: Progress;
  private readonly places: KafkaPlaces;
  private readonly lanes = new Map<string, KafkaLane>();
  private readonly abort = new AbortController();
  private readonly reporter: ProgressReporter | undefined;
  private readonly running: Promise<void>;
  private unwatch: () => void = () => undefined;
  /** Ends the current session, to begin another. */
  private restart: (crash: Crash) => void = () => undefined;
  private failures = 0;
  private lookingUp = false;

  constructor(private readonly parts: KafkaSubscriptionParts) {
    const { options, runtime } = parts;
    this.progress = new Progress(runtime.now);
    this.places = new KafkaPlaces(parts);
    if (options.onProgress !== undefined)
      this.reporter = new ProgressReporter(options.onProgress, this.onError);
    this.running = this.run();
  }

  get caughtUp(): Promise<void> {
    return this.progress.caughtUp;
  }

  health(): SubscriptionHealth {
    return this.progress.health();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.running;
    this.progress.stopped();
  }

  private readonly onError = (error: unknown): void => {
    this.progress.failed(error);
    this.parts.options.onError?.(error);
  };

  private async run(): Promise<void> {
    const { admin, group, shared } = this.parts;
    const { signal } = this.abort;
    const ends = await untilItWorks(() => this.places.wholeEnds(), { signal, onError: this.onError });
    if (ends !== undefined) this.progress.setGoals(ends);
    if (!signal.aborted) this.watch();
    while (!signal.aborted) {
      const crash = await this.session();
      if (crash !== undefined) await this.crashed(crash);
    }
    this.unwatch();
    // A group that is left behind is only untidy: the broker forgets it by itself.
    if (!shared) await admin.deleteGroup(group).catch(() => undefined);
  }

  /** One consumer, until it crashes (then how), or the subscription stops. */
  private async session(): Promise<Crash | undefined> {
    const { signal } = this.abort;
    const session = this.createSession();
    const ended = new Promise<Crash | undefined>((resolve) => {
      this.restart = resolve;
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
      void session.crashed.then(resolve);
      session.run().catch((error: unknown) => resolve({ error: asError(error), transient: true }));
    });
    const crash = await ended;
    for (const lane of this.lanes.values()) lane.interrupt();
    await session.close().catch(this.onError);
    await this.drop([...this.lanes.keys()]);
    return crash;
  }

  private createSession(): KafkaSession {
    const { kafka, group, prefix, options, runtime } = this.parts;
    return new KafkaSession({
      kafka,
      group,
      prefix,
      topics: options.topics,
      timing: runtime.timing,
      laneOf: (topic, partition) => this.lanes.get(keyOf(topic, partition)),
      settle: async () => void (await Promise.all([...this.lanes.values()].map((lane) => lane.idle()))),
      interrupt: () => this.lanes.forEach((lane) => lane.interrupt()),
      onAssigned: (assignment, joined) => this.assign(assignment, joined),
    });
  }

  private async crashed({ error, transient }: Crash): Promise<void> {
    this.onError(error);
    if (!transient) return this.halt(error);
    this.failures += 1;
    await pause(delayAfter(this.failures, DEFAULT_RETRY), this.abort.signal);
  }

  /** Every join begins all lanes anew: what a lane of before knew may be out of date. */
  private assign(assignment: Assignment, session: KafkaSession): void {
    this.failures = 0;
    const before = new Map(this.lanes);
    const assigned = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => [keyOf(topic, partition), topic, partition] as const),
    );
    const kept = new Set(assigned.map(([key]) => key));
    void this.drop([...before.keys()].filter((key) => !kept.has(key)));
    for (const [key, topic, partition] of assigned) {
      const previous = before.get(key);
      previous?.interrupt();
      if (previous === undefined) this.parts.options.onOwned?.(topic, partition);
      this.lanes.set(key, this.createLane({ topic, partition, session, previous }));
    }
    this.parts.runtime.watch.wake();
  }

  private createLane({ topic, partition, session, previous }: LaneParts): KafkaLane {
    const { options, reader, bury, runtime, shared, seam } = this.parts;
    const { ahead, now } = runtime;
    return new KafkaLane({
      topic,
      partition,
      maxBatchSize: options.maxBatchSize ?? DEFAULT_BATCH,
      delivery: new BatchDelivery({ ...options, reader, bury, ahead, now, onError: this.onError }),
      progress: this.progress,
      onError: this.onError,
      start: async () => {
        await previous?.stop();
        return this.places.startOf(topic, partition, previous?.position);
      },
      archivedUntil: async (offset) =>
        seam.archivedUntil({ topic, partition, offset }, await this.places.endsOf(topic, partition)),
      seam,
      seek: (offset) => session.seek(topic, partition, offset),
      commit: shared ? (payload, offset) => commit(payload, offset) : () => Promise.resolve(),
      onGap: (error) => this.halt(error),
    });
  }

  private async drop(keys: readonly string[]): Promise<void> {
    const gone = keys.flatMap((key) => {
      const lane = this.lanes.get(key);
      return lane === undefined ? [] : [lane];
    });
    for (const key of keys) this.lanes.delete(key);
    await Promise.all(gone.map((lane) => lane.stop()));
    for (const { topic, partition } of gone) {
      this.progress.lose(topic, partition);
      this.parts.options.onLost?.(topic, partition);
    }
  }

  private watch(): void {
    const { runtime, options } = this.parts;
    this.unwatch = runtime.watch.watch(options.topics, (ends, observedAt) => {
      for (const [topic, partitions] of ends)
        for (const { partition, end } of partitions) this.progress.sawEnd(topic, partition, end);
      void this.reporter?.report(this.reached(ends, observedAt), runtime.now());
      if (this.progress.isCatchingUp) void this.lookUpOthers();
      this.watchForStall();
    });
  }

  /** kafkajs can wait for ever for an answer that was lost; then only a new connection helps. */
  private watchForStall(): void {
    const { stalledMs } = this.progress.health();
    if (stalledMs <= this.parts.runtime.timing.stallMs) return;
    if ([...this.lanes.values()].some((lane) => lane.isBusy)) return;
    this.restart({ error: new StalledError(this.parts.reader, stalledMs), transient: true });
  }

  private reached(ends: TopicEnds, observedAt: number): readonly PartitionProgress[] {
    return [...ends].flatMap(([topic, partitions]) =>
      partitions.flatMap(({ partition, end }) => {
        const offset = this.lanes.get(keyOf(topic, partition))?.position;
        if (offset === undefined) return [];
        return [{ topic, partition, offset, endOffset: Math.max(end, offset), observedAt }];
      }),
    );
  }

  private async lookUpOthers(): Promise<void> {
    if (!this.parts.shared || this.lookingUp) return;
    this.lookingUp = true;
    try {
      for (const { topic, partition, offset } of await this.places.committed())
        this.progress.reached(topic, partition, offset);
    } catch (error) {
      this.onError(error);
    }
    this.lookingUp = false;
  }

  private halt(error: Error): void {
    this.parts.runtime.logger.error(`${this.parts.reader} halted: ${error.message}`);
    this.progress.halt(error);
    this.parts.options.onError?.(error);
    this.abort.abort();
  }
}

interface LaneParts {
  readonly topic: string;
  readonly partition: number;
  readonly session: KafkaSession;
  /** The lane that this process had for the partition before it joined again. */
  readonly previous: KafkaLane | undefined;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new TypeError(String(error)));
