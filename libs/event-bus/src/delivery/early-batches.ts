import { setImmediate } from 'node:timers/promises';
import type { DeliveredEvent, LogRecord } from '../port.js';
import type { DecodedBatch } from './record-batch.js';
import { decodeBatch } from './record-batch.js';

type Records = readonly LogRecord[];

/** Reads batches in their turn, and the next one while the one before it is being handled. */
export class EarlyBatches {
  /** Kept as long as their records are. */
  private readonly decoded = new WeakMap<Records, Promise<DecodedBatch>>();

  constructor(private readonly prepare?: (events: readonly DeliveredEvent[]) => Promise<void>) {}

  begin(records: Records): void {
    if (this.decoded.has(records)) return;
    const decoded = this.decodeEarly(records);
    // A failure is told in its turn, to those who ask for the batch.
    decoded.catch(() => undefined);
    this.decoded.set(records, decoded);
  }

  decode(records: Records): Promise<DecodedBatch> {
    return this.decoded.get(records) ?? decodeBatch(records);
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
