import type { EventEnvelope } from '@assay/contracts';

/** A place in the log: the offset of one partition. Offsets stay below 2^53. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A message as it lies in the log, before it is understood. */
export interface RawMessage {
  readonly key: string;
  /** CloudEvents binary mode: `ce_id`, `ce_type` … */
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

/** An event with its place in the log. */
export interface DeliveredEvent extends Position {
  readonly event: EventEnvelope;
  readonly key: string;
  /** When the log took it (the broker's append time), milliseconds since 1970. */
  readonly appendedAt: number;
}

/** A message with its place in the log, as either implementation reads it. */
export interface LogRecord extends Position, RawMessage {
  /** When the log took it, milliseconds since 1970. */
  readonly appendedAt: number;
}

/** A stretch of one partition: from an offset up to, and without, another. */
export interface LogRange {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly until: number;
}

/** A message that could not be read; of a shared subscription it is a dead letter by now. */
export interface UnreadableMessage {
  readonly offset: number;
  /** The stream or unit that its headers name. */
  readonly subject: string | undefined;
  readonly reason: string;
}

/** Consecutive events of one partition; messages that could not be read are not among them. */
export interface DeliveredBatch {
  readonly topic: string;
  readonly partition: number;
  readonly events: readonly DeliveredEvent[];
  /** Where readers keep a stream as it was because of what they cannot read. */
  readonly unreadable?: readonly UnreadableMessage[];
  /** First offset of the batch, unreadable messages included. */
  readonly firstOffset: number;
  /** Where reading continues when this batch is done. */
  readonly nextOffset: number;
  /** The end of the partition as last seen. */
  readonly endOffset: number;
}

/** What a handler may do while it has a batch in hand. */
export interface BatchContext {
  /** Aborted when the partition is lost or the subscription stops: do not begin further work. */
  readonly signal: AbortSignal;
  /** Call during long work, so that the group does not take the partition away. */
  heartbeat(): Promise<void>;
}

/**
 * Handles a batch; the position moves on when it resolves. When it rejects with what `isTransientError` takes for "not
 * now", the batch comes again for as long as it takes; with anything else, after the attempts of the `RetryPolicy`, the
 * events that fail are dead letters and the partition goes on.
 */
export type BatchHandler = (batch: DeliveredBatch, context: BatchContext) => Promise<void>;

/** How often what fails is tried again, and after which pauses. */
export interface RetryPolicy {
  /** Attempts at a batch before its events are tried one by one, and at an event before it is a dead letter. */
  readonly attempts: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
}

interface SubscriptionOptions {
  readonly topics: readonly string[];
  readonly handle: BatchHandler;
  /**
   * Gets ahead with the events of the next batch while the one before it is being handled, with what rests on neither of
   * the two having been handled. It may not be asked, they may come in other batches, and what fails in it must fail in
   * `handle` as well: that is where it counts.
   */
  readonly prepare?: (events: readonly DeliveredEvent[]) => Promise<void>;
  readonly maxBatchSize?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly onError?: (error: unknown) => void;
}

/** Each partition is handled by one process of the group. */
export interface SharedSubscription extends SubscriptionOptions {
  readonly group: string;
  /**
   * Where a newly owned partition continues. Without it (or when it gives undefined) the group's own committed
   * offset counts, else the beginning.
   */
  readonly positionOf?: (topic: string, partition: number) => Promise<number | undefined>;
  readonly onOwned?: (topic: string, partition: number) => void;
  readonly onLost?: (topic: string, partition: number) => void;
  /** Called about every second with all owned partitions and their ends as seen now, also when nothing arrives. */
  readonly onProgress?: (progress: readonly PartitionProgress[]) => Promise<void>;
}

/** How far the owner of a partition has come. */
export interface PartitionProgress extends Position {
  /** `offset` is where reading continues; it has caught up when that equals `endOffset`. */
  readonly endOffset: number;
  /** When the end was looked up, milliseconds since 1970. */
  readonly observedAt: number;
}

/** Every process reads all partitions, from the beginning or from given positions; nothing is committed. */
export interface BroadcastSubscription extends SubscriptionOptions {
  readonly from?: readonly Position[];
  /** Names the reader in logs and dead letters. */
  readonly name: string;
  /**
   * Whether what its handler keeps failing on becomes a dead letter: for whoever keeps what it makes of the log. Without
   * it that is passed over, and so is, always, what cannot be read: whoever shares the topic has set it aside.
   */
  readonly leavesLetters?: boolean;
}

/** Whether a subscription is at work, and how far behind. */
export interface SubscriptionHealth {
  readonly running: boolean;
  /** Messages between its positions and the ends of its partitions. */
  readonly lag: number;
  /** Milliseconds since the last progress while there is lag; 0 otherwise. */
  readonly stalledMs: number;
  readonly lastError?: string;
}

/** A reader of the log at work. */
export interface Subscription {
  /** Resolves when everything that lay in the log at the start has been handled. */
  readonly caughtUp: Promise<void>;
  health(): SubscriptionHealth;
  /** Finishes the batch in hand, commits, and leaves the group. */
  stop(): Promise<void>;
}

/** The ends of a partition as they are now. */
export interface PartitionEnds {
  readonly partition: number;
  /** The first offset that can be read, from the archive or from the broker. */
  readonly earliest: number;
  readonly end: number;
  /** The first offset that the broker itself has, where messages before it were deleted there. */
  readonly earliestLocal?: number;
  /** The log is kept for ever, and yet nobody has what lay from here up to `earliest`. */
  readonly lostFrom?: number;
}

/**
 * The log: Kafka or Postgres behind the same promises, which the contract suite holds both to. With an archive, what
 * was deleted at the broker is read from there: one log without a seam, for subscribers and for readers.
 */
export interface EventBus {
  /** Creates the catalogue's topics and their dead letters; repeating it changes nothing. */
  createTopics(): Promise<void>;
  /** Resolves after the log has all of them; the order of events with the same key is kept. */
  publish(events: readonly EventEnvelope[]): Promise<void>;
  /** Puts messages into a topic as they are, whether anybody can read them or not. */
  publishRaw(topic: string, messages: readonly RawMessage[]): Promise<void>;
  /** Shares the partitions with the other processes of the group. */
  subscribe(subscription: SharedSubscription): Promise<Subscription>;
  /** Reads all partitions in this process. */
  read(subscription: BroadcastSubscription): Promise<Subscription>;
  /**
   * The messages of a stretch as they lie there, readable or not, page by page, those from the archive like those of
   * the broker; what is not there is left out. Nothing is committed and nothing set aside.
   */
  records(range: LogRange): AsyncIterable<readonly LogRecord[]>;
  /** Where the partitions of a topic begin and end now. */
  ends(topic: string): Promise<readonly PartitionEnds[]>;
  /**
   * Deletes what the broker has before a position; it is read from the archive from then on.
   * @throws {NotArchivedError} when the archive does not have all of it
   */
  trim(before: Position): Promise<void>;
  /**
   * Where the partitions of a topic ended at an instant of the past: behind the last message that the log had taken by
   * then, never before the first one it still has.
   * @param instant milliseconds since 1970; what was appended within that millisecond is included
   */
  positionsAt(topic: string, instant: number): Promise<readonly Position[]>;
  /** Whether the last contact with the log succeeded; for readiness. */
  isHealthy(): boolean;
  close(): Promise<void>;
}
