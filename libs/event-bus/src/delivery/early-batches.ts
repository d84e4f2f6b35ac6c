import { setImmediate } from 'node:timers/promises';
import type { DeliveredEvent, LogRecord } from '../port.js';
import type { ReadAhead } from './read-ahead.js';
import type { DecodedBatch } from './record-batch.js';
import { decodeBatch } from './record-batch.js';

type Records = readonly LogRecord[];

/** Reads batches in their turn, and where it may the next one while the one before it is being handled. */
export class EarlyBatches {
  /** Until their turn, or as long as their records are kept. */
  private readonly decoded = new WeakMap<Records, Promise<DecodedBatch>>();

  constructor(
    private readonly ahead: ReadAhead,
    private readonly prepare?: (events: readonly DeliveredEvent[]) => Promise<void>,
  ) {}

  /** The batch in hand has its turn: what comes next is read, unless this process reads another batch ahead. */
  begin(read: () => Promise<Records | undefined>): void {
    if (!this.ahead.take(this)) return;
    // What comes when its turn is there is decoded then. What is wrong with it is told in its turn, to those who ask.
    read()
      .then((records) => records && this.ahead.isHeldBy(this) && this.decodeAhead(records))
      .catch(() => undefined);
  }

  /** The batch in hand is done: what comes next has its turn. */
  end(): void {
    this.ahead.giveBack(this);
  }

  /** What was read ahead is given once. */
  decode(records: Records): Promise<DecodedBatch> {
    const decoded = this.decoded.get(records);
    this.decoded.delete(records);
    return decoded ?? decodeBatch(records);
  }

  private decodeAhead(records: Records): void {
    if (this.decoded.has(records)) return;
    const decoded = this.decodeEarly(records);
    decoded.catch(() => undefined);
    this.decoded.set(records, decoded);
  }

  private async decodeEarly(records: Records): Promise<DecodedBatch> {
    // What the batch in hand sends to its database goes first.
    await setImmediate();
    const decoded = await decodeBatch(records);
    try {
      await this.prepare?.(decoded.events);
    } catch {
      // Its handler meets the same in its turn.
    }
    return decoded;
  }
}
