import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { pause } from '../delivery/retry.js';
import type { BusTiming } from '../module/bus-options.js';
import { Heartbeats } from './heartbeats.js';
import type { KafkaLane } from './kafka-lane.js';

/** Partitions by logical topic. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

export interface SessionOptions {
  readonly kafka: Kafka;
  readonly group: string;
  readonly prefix: string;
  readonly topics: readonly string[];
  readonly timing: BusTiming;
  readonly laneOf: (topic: string, partition: number) => KafkaLane | undefined;
  /** Nobody else's lanes are at work when this resolves. */
  readonly settle: () => Promise<void>;
  /** The partitions may be lost: begin nothing further. */
  readonly interrupt: () => void;
  readonly onAssigned: (assignment: Assignment, session: KafkaSession) => void;
}

/** How a consumer ended by itself. */
export interface Crash {
  readonly error: Error;
  /** False: a defect or a refusal, which connecting again would not mend. */
  readonly transient: boolean;
}

const HEARTBEATS_PER_SESSION = 10;
/** How long stopping waits for a consumer that is still joining. */
const CLOSE_PATIENCE_MS = 5_000;
const FETCH_BYTES = 1_048_576;

/**
 * One kafkajs consumer from joining its group to leaving it or crashing. It is never restarted from inside: a new
 * session takes its place.
 */
export class KafkaSession {
  readonly crashed: Promise<Crash>;
  private readonly consumer: Consumer;
  private started: Promise<void> = Promise.resolve();
  private crash: (crash: Crash) => void = () => undefined;

  constructor(private readonly options: SessionOptions) {
    const { kafka, group, timing } = options;
    this.crashed = new Promise((resolve) => {
      this.crash = resolve;
    });
    this.consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: timing.sessionMs,
      rebalanceTimeout: Math.max(60_000, 2 * timing.sessionMs),
      heartbeatInterval: timing.sessionMs / HEARTBEATS_PER_SESSION,
      maxBytesPerPartition: FETCH_BYTES,
      maxBytes: 2 * FETCH_BYTES,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 3_000,
        retries: 5,
        restartOnFailure: () => Promise.resolve(false),
      },
    });
  }

  run(): Promise<void> {
    this.started = this.start();
    return this.started;
  }

  seek(topic: string, partition: number, offset: number): void {
    this.consumer.seek({ topic: this.options.prefix + topic, partition, offset: String(offset) });
  }

  /**
   * Leaves the group. A consumer that is still joining cannot be stopped: it would go on reading by itself, so
   * it is waited for, in the background when that takes long.
   */
  async close(): Promise<void> {
    const left = this.started.catch(() => undefined).then(() => this.consumer.disconnect());
    const patience = new AbortController();
    await Promise.race([left, pause(CLOSE_PATIENCE_MS, patience.signal)]);
    patience.abort();
    left.catch(() => undefined);
  }

  private async start(): Promise<void> {
    const { prefix, topics } = this.options;
    const { GROUP_JOIN, CRASH } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      const assigned = Object.entries(payload.memberAssignment).map(
        ([topic, partitions]) => [topic.slice(prefix.length), partitions] as const,
      );
      this.options.onAssigned(Object.fromEntries(assigned), this);
    });
    this.consumer.on(CRASH, ({ payload }) =>
      this.crash({ error: payload.error, transient: isTransient(payload.error) }),
    );
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: topics.map((topic) => prefix + topic), fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // A partition whose handler is slow must not hold up the others.
      partitionsConsumedConcurrently: 64,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { prefix, timing, laneOf, settle, interrupt } = this.options;
    const { topic, partition } = payload.batch;
    const lane = laneOf(topic.slice(prefix.length), partition);
    if (lane === undefined || !payload.isRunning()) return;
    const heartbeats = new Heartbeats(
      () => payload.heartbeat(),
      timing.sessionMs / HEARTBEATS_PER_SESSION,
      interrupt,
    );
    try {
      await lane.take(payload, () => heartbeats.now());
    } finally {
      heartbeats.stop();
    }
    // Joining again while another partition's handler is at work would let two processes handle it.
    await settleAfterLoss(heartbeats, settle);
  }
}

async function settleAfterLoss(heartbeats: Heartbeats, settle: () => Promise<void>): Promise<void> {
  try {
    heartbeats.rethrow();
  } catch (error) {
    await settle();
    throw error;
  }
}

/** Trouble with the connection or the group passes; what is thrown by code, or refused for good, does not. */
function isTransient(error: Error): boolean {
  const cause = (error as { readonly cause?: unknown }).cause;
  if (error.name === 'KafkaJSNumberOfRetriesExceeded') return true;
  if (cause instanceof Error && isTransient(cause)) return true;
  return (error as { readonly retriable?: unknown }).retriable === true;
}
