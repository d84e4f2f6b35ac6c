import type { EachBatchPayload } from 'kafkajs';
import { deliverArchived } from '../archive/deliver-archived.js';
import type { Seam } from '../archive/seam.js';
import type { BatchDelivery } from '../delivery/batch-delivery.js';
import type { Progress } from '../delivery/progress.js';
import type { RecordBatch } from '../delivery/record-batch.js';
import { sliced } from '../delivery/record-batch.js';
import { DEFAULT_RETRY, delayAfter, untilItWorks } from '../delivery/retry.js';
import { BrokenLogError } from '../errors/broken-log.error.js';
import { toRecord } from './to-record.js';

export interface KafkaLaneOptions {
  readonly topic: string;
  readonly partition: number;
  readonly maxBatchSize: number;
  readonly delivery: BatchDelivery;
  readonly progress: Progress;
  readonly onError: (error: unknown) => void;
  /** Where reading begins. */
  readonly start: () => Promise<number>;
  /**
   * Up to where the archive has to be read before the broker continues; undefined where it continues at once.
   * @throws {PositionGapError} when neither of the two does
   */
  readonly archivedUntil: (offset: number) => Promise<number | undefined>;
  readonly seam: Pick<Seam, 'archived'>;
  readonly seek: (offset: number) => void;
  readonly commit: (payload: EachBatchPayload, offset: number) => Promise<void>;
  readonly onGap: (error: BrokenLogError) => void;
}

/**
 * One partition of a consumer, while it is ours. It alone knows where reading continues: whatever kafkajs fetches
 * from another offset (after a rebalance, or a silent reset) is dropped, and kafkajs is sent to the right one.
 */
export class KafkaLane {
  position: number | undefined;
  private readonly abort = new AbortController();
  private readonly begun: Promise<void>;
  private work: Promise<void> = Promise.resolve();
  private failures = 0;
  private batches = 0;
  private resume: () => void = () => undefined;

  readonly topic: string;
  readonly partition: number;

  constructor(private readonly options: KafkaLaneOptions) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.begun = this.begin();
  }

  /** Whether a handler is at work. */
  get isBusy(): boolean {
    return this.batches > 0;
  }

  /** Resolves when nothing is under way in this partition. */
  async idle(): Promise<void> {
    await this.work;
  }

  async take(payload: EachBatchPayload, heartbeat: () => Promise<void>): Promise<void> {
    await this.begun;
    this.batches += 1;
    const done = this.work
      .then(() => this.process(payload, heartbeat))
      .finally(() => {
        this.batches -= 1;
      });
    this.work = done.catch(() => undefined);
    return done;
  }

  /** Begins no further batch; the one in hand is finished. */
  interrupt(): void {
    this.abort.abort();
    this.resume();
  }

  async stop(): Promise<void> {
    this.interrupt();
    await this.begun;
    await this.work;
  }

  private async begin(): Promise<void> {
    const { start, progress, topic, partition, onError, onGap } = this.options;
    const { signal } = this.abort;
    const options = {
      signal,
      onError: (error: unknown) => {
        if (!(error instanceof BrokenLogError)) return onError(error);
        this.abort.abort();
        onGap(error);
      },
    };
    const position = await untilItWorks(start, options);
    if (position === undefined || signal.aborted) return;
    this.position = position;
    progress.own(topic, partition, position);
    this.batches += 1;
    await untilItWorks(() => this.goOn(position), options);
    this.batches -= 1;
  }

  /** Sends kafkajs to where reading continues, having read from the archive what the broker does not have. */
  private async goOn(from: number): Promise<void> {
    const { archivedUntil, seam, topic, partition, maxBatchSize, delivery, progress, seek } = this.options;
    const { signal } = this.abort;
    let position = Math.max(from, this.position ?? from);
    for (;;) {
      const until = await archivedUntil(position);
      if (signal.aborted) return;
      if (until === undefined) return seek(position);
      await deliverArchived(seam.archived({ topic, partition, from: position, until }), {
        delivery,
        maxBatchSize,
        endOffset: () => until,
        context: { signal, heartbeat: () => Promise.resolve() },
        moved: (next) => {
          position = next;
          this.position = next;
          progress.moved(topic, partition, next);
          return Promise.resolve();
        },
      });
    }
  }

  private async process(payload: EachBatchPayload, heartbeat: () => Promise<void>): Promise<void> {
    const { topic, partition, maxBatchSize } = this.options;
    const { position } = this;
    if (position === undefined || this.abort.signal.aborted) return;
    const records = payload.batch.messages.map((message) => toRecord(topic, partition, message));
    if (records[0]?.offset !== position) return this.recover(position);
    try {
      const slices = sliced(records, maxBatchSize);
      for (const [index, slice] of slices.entries()) {
        const next = slices[index + 1];
        const readNext = next && (() => Promise.resolve(next));
        if (!(await this.step(payload, { records: slice, readNext }, heartbeat))) break;
      }
    } finally {
      if (this.position !== position) await this.options.commit(payload, this.position ?? position);
    }
  }

  /** Whether the rest of what was fetched may follow. */
  private async step(
    payload: EachBatchPayload,
    { records, readNext }: Pick<RecordBatch, 'records' | 'readNext'>,
    heartbeat: () => Promise<void>,
  ): Promise<boolean> {
    const { signal } = this.abort;
    const { topic, partition, delivery, progress } = this.options;
    const [first, last] = [records[0], records.at(-1)];
    if (signal.aborted || first === undefined || last === undefined) return false;
    const nextOffset = last.offset + 1;
    const endOffset = Math.max(Number(payload.batch.highWatermark), nextOffset);
    const place = { topic, partition, firstOffset: first.offset, nextOffset, endOffset };
    const outcome = await delivery.deliver({ ...place, records, readNext }, { signal, heartbeat });
    if (outcome.nextOffset > first.offset) {
      this.position = outcome.nextOffset;
      this.failures = 0;
      progress.moved(topic, partition, outcome.nextOffset);
      payload.resolveOffset(String(outcome.nextOffset - 1));
    }
    if (outcome.blocked) this.pause(payload);
    return !outcome.blocked;
  }

  /** Leaves the partition alone for a while, without holding up the others. */
  private pause(payload: EachBatchPayload): void {
    if (this.abort.signal.aborted) return;
    this.failures += 1;
    const resume = payload.pause();
    const timer = setTimeout(resume, delayAfter(this.failures, DEFAULT_RETRY));
    this.resume = () => {
      clearTimeout(timer);
      resume();
    };
  }

  private async recover(position: number): Promise<void> {
    try {
      await this.goOn(position);
    } catch (error) {
      if (!(error instanceof BrokenLogError)) throw error;
      this.abort.abort();
      this.options.onGap(error);
    }
  }
}

/** Tells the broker that the group has handled a partition up to an offset. */
export const commit = (payload: EachBatchPayload, offset: number): Promise<void> => {
  const { topic, partition } = payload.batch;
  const partitions = [{ partition, offset: String(offset) }];
  return payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
};
