import type { Pool } from 'pg';
import { deliverArchived } from '../archive/deliver-archived.js';
import type { Seam } from '../archive/seam.js';
import type { BatchDelivery } from '../delivery/batch-delivery.js';
import type { Progress } from '../delivery/progress.js';
import { DEFAULT_RETRY, delayAfter, pause } from '../delivery/retry.js';
import { BrokenLogError } from '../errors/broken-log.error.js';
import { PositionGapError } from '../errors/position-gap.error.js';
import type { LogRecord } from '../port.js';
import { readLog } from './log-reader.js';
import type { TopicEntry } from './topic-catalogue.js';

export interface LaneOptions {
  readonly pool: Pool;
  readonly topic: TopicEntry;
  readonly partition: number;
  readonly seam: Pick<Seam, 'archived'>;
  readonly maxBatchSize: number;
  readonly delivery: BatchDelivery;
  readonly progress: Progress;
  readonly onError: (error: unknown) => void;
  /** Where reading begins. */
  readonly start: () => Promise<number>;
  /** Up to where the archive has to be read, as {@link Seam} tells it. */
  readonly archivedUntil: (offset: number) => Promise<number | undefined>;
  /** Stores how far the group is; false when the partition belongs to somebody else by now. */
  readonly commit: (next: number) => Promise<boolean>;
  readonly heartbeat: () => Promise<void>;
  /** The log does not continue at the position. */
  readonly onGap: (error: BrokenLogError) => void;
}

interface Upcoming {
  readonly offset: number;
  readonly records: Promise<readonly LogRecord[]>;
}

/** Reads one partition in order, batch by batch, until it is stopped. */
export class PartitionLane {
  position: number | undefined;
  private readonly abort = new AbortController();
  private readonly running: Promise<void>;
  private end = 0;
  private wakeUp: () => void = () => undefined;
  private failures = 0;
  /** What comes after the batch in hand, where that much is there already. */
  private upcoming: Upcoming | undefined;

  constructor(private readonly options: LaneOptions) {
    this.running = this.run();
  }

  /** It was stopped, or found that the partition belongs to somebody else. */
  get hasEnded(): boolean {
    return this.abort.signal.aborted;
  }

  sawEnd(end: number): void {
    this.end = Math.max(this.end, end);
    this.wakeUp();
  }

  /** Finishes the batch in hand. */
  async stop(): Promise<void> {
    this.abort.abort();
    this.wakeUp();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        this.position ??= await this.begin();
        if (this.position >= this.end) await this.untilWoken();
        else await this.step(this.position);
      } catch (error) {
        if (error instanceof BrokenLogError) return this.options.onGap(error);
        this.options.onError(error);
        await this.backOff();
      }
    }
    await this.dropUpcoming();
  }

  /** Where it will not have its turn, others may use its memory. */
  private async dropUpcoming(): Promise<void> {
    await this.upcoming?.records.catch(() => undefined);
    this.upcoming = undefined;
  }

  private async begin(): Promise<number> {
    const position = await this.options.start();
    const { topic, partition, progress, archivedUntil } = this.options;
    await archivedUntil(position);
    progress.own(topic.name, partition, position);
    progress.sawEnd(topic.name, partition, this.end);
    return position;
  }

  private async step(position: number): Promise<void> {
    const { topic, partition, delivery, heartbeat, maxBatchSize } = this.options;
    const records = await this.recordsAt(position);
    const last = records.at(-1);
    if (last === undefined || !isContiguous(records, position))
      return this.readArchive(position, records[0]?.offset ?? this.end);
    if (this.abort.signal.aborted) return;
    const nextOffset = last.offset + 1;
    const outcome = await delivery.deliver(
      {
        topic: topic.name,
        partition,
        records,
        firstOffset: position,
        nextOffset,
        endOffset: Math.max(this.end, nextOffset),
        // A whole batch or nothing: at the end of the log one that is read later is a larger one.
        readNext: this.end - nextOffset < maxBatchSize ? undefined : () => this.readNext(nextOffset),
      },
      { signal: this.abort.signal, heartbeat },
    );
    await this.advance(outcome.nextOffset);
    if (outcome.blocked) {
      await this.dropUpcoming();
      await this.backOff();
    } else this.failures = 0;
  }

  private async recordsAt(position: number): Promise<readonly LogRecord[]> {
    const { upcoming } = this;
    this.upcoming = undefined;
    return upcoming?.offset === position ? upcoming.records : this.read(position);
  }

  private readNext(offset: number): Promise<readonly LogRecord[]> {
    const records = this.read(offset);
    this.upcoming = { offset, records };
    return records;
  }

  private read(offset: number): Promise<readonly LogRecord[]> {
    const { pool, topic, partition, maxBatchSize } = this.options;
    return readLog(pool, topic, { partition, offset }, maxBatchSize);
  }

  /** @throws {PositionGapError} when the archive does not have what comes before `first` */
  private async readArchive(position: number, first: number): Promise<void> {
    const { topic, partition, seam, maxBatchSize, delivery, heartbeat, archivedUntil } = this.options;
    const until = await archivedUntil(position);
    const at = { topic: topic.name, partition };
    if (until === undefined) throw new PositionGapError({ ...at, offset: position }, first, this.end);
    await deliverArchived(seam.archived({ ...at, from: position, until }), {
      delivery,
      maxBatchSize,
      endOffset: () => this.end,
      context: { signal: this.abort.signal, heartbeat },
      moved: (next) => this.advance(next),
    });
  }

  private async advance(next: number): Promise<void> {
    if (next === this.position) return;
    const { topic, partition, progress, commit } = this.options;
    this.position = next;
    this.failures = 0;
    progress.moved(topic.name, partition, next);
    if (!(await commit(next))) this.abort.abort();
  }

  private async backOff(): Promise<void> {
    this.failures += 1;
    await pause(delayAfter(this.failures, DEFAULT_RETRY), this.abort.signal);
  }

  private untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeUp = resolve;
      if (this.abort.signal.aborted) resolve();
    });
  }
}

const isContiguous = (records: readonly LogRecord[], from: number): boolean =>
  records.every(({ offset }, index) => offset === from + index);
