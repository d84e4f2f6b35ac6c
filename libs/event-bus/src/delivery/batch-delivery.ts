import { isTransientError } from '../errors/is-transient.js';
import type {
  BatchContext,
  BatchHandler,
  DeliveredBatch,
  DeliveredEvent,
  LogRecord,
  RawMessage,
  RetryPolicy,
} from '../port.js';
import type { Failure } from './dead-letter.js';
import { deadLetter } from './dead-letter.js';
import { EarlyBatches } from './early-batches.js';
import type { ReadAhead } from './read-ahead.js';
import type { RecordBatch } from './record-batch.js';
import { DEFAULT_RETRY, delayAfter, pause } from './retry.js';

/** What a subscription brings to the delivery of its batches. */
export interface DeliveryOptions {
  /** The group, or the name of the broadcast reader; for dead letters. */
  readonly reader: string;
  readonly handle: BatchHandler;
  readonly prepare?: (events: readonly DeliveredEvent[]) => Promise<void>;
  readonly retry?: Partial<RetryPolicy>;
  /** Shared by all deliveries of a bus. */
  readonly ahead: ReadAhead;
  readonly onError: (error: unknown) => void;
  /** Puts dead letters of a topic into the log; resolves after the log has them. */
  readonly bury: (topic: string, letters: readonly RawMessage[]) => Promise<void>;
  readonly now: () => number;
}

/** How far a delivery came. `blocked`: not now; deliver what is left again after a while. */
export interface DeliveryOutcome {
  readonly nextOffset: number;
  readonly blocked: boolean;
}

type Attempt =
  { readonly outcome: 'done' | 'blocked' } | { readonly outcome: 'failed'; readonly error: unknown };

const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/**
 * Brings the batches of one partition to a handler, and nothing that the handler or a message does ends it:
 * unreadable messages and events whose handler keeps failing go to the dead letters before the position moves
 * past them; errors that say "not now" leave the position where it is.
 */
export class BatchDelivery {
  /** Offsets already among the dead letters that the position has not passed yet. */
  private readonly buried = new Set<number>();
  private readonly retry: RetryPolicy;
  private readonly early: EarlyBatches;

  constructor(private readonly options: DeliveryOptions) {
    this.retry = { ...DEFAULT_RETRY, ...options.retry };
    this.early = new EarlyBatches(options.ahead, options.prepare);
  }

  /** While a batch is being delivered, the one after it is read, where no other one is read ahead. */
  async deliver({ readNext, ...batch }: RecordBatch, context: BatchContext): Promise<DeliveryOutcome> {
    try {
      if (readNext !== undefined) this.early.begin(readNext);
      const outcome = await this.deliverDecoded(batch, context);
      for (const offset of this.buried) if (offset < outcome.nextOffset) this.buried.delete(offset);
      return outcome;
    } finally {
      this.early.end();
    }
  }

  private async deliverDecoded(
    batch: Omit<RecordBatch, 'readNext'>,
    context: BatchContext,
  ): Promise<DeliveryOutcome> {
    const { topic, partition, firstOffset, nextOffset, endOffset } = batch;
    const { buried } = this;
    const records =
      buried.size === 0 ? batch.records : batch.records.filter(({ offset }) => !buried.has(offset));
    const decoded = await this.early.decode(records);
    const letters = decoded.unreadable.map(({ record, code, detail }) => ({
      record,
      failure: { reason: code, detail, attempts: 1 },
    }));
    if (!(await this.buryAll(letters))) return { nextOffset: firstOffset, blocked: true };
    const { events } = decoded;
    const unreadable = decoded.unreadable.map(({ record: { offset, headers }, code, detail }) => ({
      ...{ offset, subject: headers['ce_subject'] },
      reason: `${code}: ${detail}`,
    }));
    const told = unreadable.length === 0 ? {} : { unreadable };
    const whole = { topic, partition, firstOffset, nextOffset, endOffset, events, ...told };
    const attempt = await this.attempt(whole, context);
    if (attempt.outcome === 'done') return { nextOffset, blocked: false };
    if (attempt.outcome === 'blocked' || events.length === 0)
      return { nextOffset: firstOffset, blocked: true };
    return this.deliverSingly(whole, batch.records, context);
  }

  /** One event at a time, so that only those that fail by themselves are set aside. */
  private async deliverSingly(
    batch: DeliveredBatch,
    records: readonly LogRecord[],
    context: BatchContext,
  ): Promise<DeliveryOutcome> {
    const recordAt = new Map(records.map((record) => [record.offset, record]));
    let from = batch.firstOffset;
    for (const event of batch.events) {
      const upTo = event.offset + 1;
      const single = { ...batch, firstOffset: from, nextOffset: upTo, events: [event] };
      const outcome = await this.deliverOne(single, recordAt.get(event.offset), context);
      if (outcome === 'blocked') return { nextOffset: from, blocked: true };
      if (outcome === 'done') from = upTo;
    }
    if (from === batch.nextOffset) return { nextOffset: from, blocked: false };
    // The handler still has to hear that the position moves past those set aside at the end.
    const rest = await this.attempt({ ...batch, firstOffset: from, events: [] }, context);
    return rest.outcome === 'done'
      ? { nextOffset: batch.nextOffset, blocked: false }
      : { nextOffset: from, blocked: true };
  }

  private async deliverOne(
    single: DeliveredBatch & { readonly events: readonly DeliveredEvent[] },
    record: LogRecord | undefined,
    context: BatchContext,
  ): Promise<'done' | 'blocked' | 'buried'> {
    const attempt = await this.attempt(single, context);
    if (attempt.outcome !== 'failed') return attempt.outcome;
    if (record === undefined) return 'blocked';
    const failure: Failure = {
      reason: 'handler-failed',
      detail: textOf(attempt.error),
      attempts: this.retry.attempts,
    };
    return (await this.buryAll([{ record, failure }])) ? 'buried' : 'blocked';
  }

  private async attempt(batch: DeliveredBatch, context: BatchContext): Promise<Attempt> {
    for (let failures = 1; !context.signal.aborted; failures += 1) {
      try {
        await this.options.handle(batch, context);
        return { outcome: 'done' };
      } catch (error) {
        if (context.signal.aborted) break;
        this.options.onError(error);
        if (isTransientError(error)) break;
        if (failures >= this.retry.attempts) return { outcome: 'failed', error };
        await pause(delayAfter(failures, this.retry), context.signal);
      }
    }
    return { outcome: 'blocked' };
  }

  /** Whether the log has the letters; when it does not, the position must not move. */
  private async buryAll(
    letters: readonly { readonly record: LogRecord; readonly failure: Failure }[],
  ): Promise<boolean> {
    const [first] = letters;
    if (first === undefined) return true;
    const circumstances = { reader: this.options.reader, at: this.options.now() };
    try {
      await this.options.bury(
        first.record.topic,
        letters.map(({ record, failure }) => deadLetter(record, failure, circumstances)),
      );
    } catch (error) {
      this.options.onError(error);
      return false;
    }
    for (const { record } of letters) this.buried.add(record.offset);
    return true;
  }
}
