import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope } from '@assay/contracts';
import type {
  BroadcastSubscription,
  DeliveredEvent,
  EventBus,
  LogRange,
  LogRecord,
  PartitionEnds,
  Position,
  SharedSubscription,
  Subscription,
} from '@assay/event-bus';
import { isTransientError, messageOf } from '@assay/event-bus';
import { APPENDED, delivered } from './example-events.js';

type Options = SharedSubscription | BroadcastSubscription;
type Where = (topic: string, partition: number) => Promise<number>;

/**
 * A log in memory that delivers without any of the care of a real one: every subscriber gets every partition, also
 * two of the same group, so that what keeps their effects apart is the runtime alone.
 */
export class TestLog implements Pick<EventBus, 'subscribe' | 'read' | 'ends' | 'positionsAt' | 'records'> {
  /** Batches of this size at most, to have many of them. */
  batchSize = 100;
  readonly failures: unknown[] = [];
  private readonly topics = new Map<string, DeliveredEvent[][]>();
  private readonly open = new Set<Subscription>();

  constructor(private readonly partitions = 2) {}

  /** How many are reading. */
  get readers(): number {
    return this.open.size;
  }

  append(topic: string, events: readonly EventEnvelope[], partition?: number): void {
    for (const event of events) {
      const at = partition ?? Number.parseInt(event.id.slice(-4), 16) % this.partitions;
      const log = this.of(topic)[at] ?? [];
      log.push(delivered(event, { topic, partition: at, offset: log.length }));
    }
  }

  /** What somebody does to the log behind everybody's back. */
  alter(at: Position, change: (event: EventEnvelope) => EventEnvelope): void {
    const log = this.of(at.topic)[at.partition];
    const found = log?.[at.offset];
    if (log === undefined || found === undefined) throw new TypeError('there is no such message');
    log[at.offset] = { ...found, event: change(found.event) };
  }

  async *records({ topic, partition, from, until }: LogRange): AsyncGenerator<readonly LogRecord[]> {
    const log = this.of(topic)[partition]?.slice(from, until) ?? [];
    yield log.map(({ event, ...place }) => ({ ...place, ...messageOf(event) }));
    await Promise.resolve();
  }

  ends(topic: string): Promise<readonly PartitionEnds[]> {
    return Promise.resolve(
      this.of(topic).map((log, partition) => ({ partition, earliest: 0, end: log.length })),
    );
  }

  /** Everything is appended at one and the same instant, but for the milliseconds of its offset. */
  positionsAt(topic: string, instant: number): Promise<readonly Position[]> {
    return Promise.resolve(
      this.of(topic).map((log, partition) => ({
        topic,
        partition,
        offset: log.filter(({ appendedAt }) => appendedAt <= instant).length,
      })),
    );
  }

  subscribe(options: SharedSubscription): Promise<Subscription> {
    return Promise.resolve(
      this.follow(options, async (topic, partition) => (await options.positionOf?.(topic, partition)) ?? 0),
    );
  }

  read(options: BroadcastSubscription): Promise<Subscription> {
    const from: Where = (topic, partition) =>
      Promise.resolve(
        options.from?.find((at) => at.topic === topic && at.partition === partition)?.offset ?? 0,
      );
    return Promise.resolve(this.follow(options, from));
  }

  private of(topic: string): DeliveredEvent[][] {
    const known = this.topics.get(topic) ?? Array.from({ length: this.partitions }, () => []);
    this.topics.set(topic, known);
    return known;
  }

  private follow(options: Options, from: Where): Subscription {
    const abort = new AbortController();
    const lanes = options.topics.flatMap((topic) =>
      this.of(topic).map((log, partition) =>
        this.lane({ topic, partition, log }, options, from, abort.signal),
      ),
    );
    const subscription = {
      caughtUp: Promise.resolve(),
      health: () => ({ running: !abort.signal.aborted, lag: 0, stalledMs: 0 }),
      stop: async () => {
        abort.abort();
        this.open.delete(subscription);
        await Promise.all(lanes);
      },
    };
    this.open.add(subscription);
    return subscription;
  }

  /** Ends what still reads: a test that failed may have left somebody behind. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.open].map((subscription) => subscription.stop()));
  }

  /** Where to begin; a database that is away is asked again, as a real log does. */
  private async beginning(
    from: () => Promise<number>,
    { onError }: Options,
    signal: AbortSignal,
  ): Promise<number> {
    while (!signal.aborted) {
      try {
        return await from();
      } catch (error) {
        if (!isTransientError(error)) throw error;
        onError?.(error);
        await sleep(5);
      }
    }
    return 0;
  }

  private async lane(
    place: { readonly topic: string; readonly partition: number; readonly log: readonly DeliveredEvent[] },
    options: Options,
    from: Where,
    signal: AbortSignal,
  ): Promise<void> {
    const { topic, partition, log } = place;
    let offset = await this.beginning(() => from(topic, partition), options, signal);
    while (!signal.aborted) {
      const size = Math.min(this.batchSize, options.maxBatchSize ?? this.batchSize);
      const events = log.slice(offset, offset + size);
      const nextOffset = offset + events.length;
      const batch = { topic, partition, events, firstOffset: offset, nextOffset, endOffset: log.length };
      void options.prepare?.(log.slice(nextOffset, nextOffset + size)).catch(() => undefined);
      try {
        if (events.length > 0) await options.handle(batch, { signal, heartbeat: () => Promise.resolve() });
        offset = nextOffset;
        if ('onProgress' in options)
          await options.onProgress?.([
            { topic, partition, offset, endOffset: log.length, observedAt: observed(log) },
          ]);
      } catch (error) {
        if (!isTransientError(error)) this.failures.push(error);
        options.onError?.(error);
        await sleep(5);
      }
      if (events.length === 0) await sleep(5);
    }
  }
}

/** A second after the last event. */
const observed = (log: readonly DeliveredEvent[]): number => APPENDED + log.length + 1_000;
