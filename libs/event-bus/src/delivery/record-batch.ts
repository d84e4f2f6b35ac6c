import { setImmediate } from 'node:timers/promises';
import type { UnreadableCode } from '@assay/contracts';
import { decodeMessage } from '../message/decode-message.js';
import type { DeliveredBatch, DeliveredEvent, LogRecord } from '../port.js';

/** Consecutive messages of one partition, before they are read. */
export interface RecordBatch extends Omit<DeliveredBatch, 'events'> {
  readonly records: readonly LogRecord[];
  /** Gets the messages of the next batch, where they are there already: the same ones that are delivered next. */
  readonly readNext?: (() => Promise<readonly LogRecord[] | undefined>) | undefined;
}

export interface UnreadableRecord {
  readonly record: LogRecord;
  readonly code: UnreadableCode;
  readonly detail: string;
}

export interface DecodedBatch {
  readonly events: readonly DeliveredEvent[];
  readonly unreadable: readonly UnreadableRecord[];
}

const PIECE = 128;

/** Reads the messages of a batch, total and in pieces: between them the process does what else is due. */
export async function decodeBatch(records: readonly LogRecord[]): Promise<DecodedBatch> {
  const decoded: { events: DeliveredEvent[]; unreadable: UnreadableRecord[] } = {
    events: [],
    unreadable: [],
  };
  for (const [index, record] of records.entries()) {
    if (index > 0 && index % PIECE === 0) await setImmediate();
    const read = decodeMessage(record);
    const { topic, partition, offset, key, appendedAt } = record;
    if (read.ok) decoded.events.push({ topic, partition, offset, key, appendedAt, event: read.event });
    else decoded.unreadable.push({ record, code: read.code, detail: read.detail });
  }
  return decoded;
}

/** Consecutive messages in as few batches as there can be, of about the same size. */
export function sliced(
  records: readonly LogRecord[],
  maxBatchSize: number,
): readonly (readonly LogRecord[])[] {
  const slices = Math.ceil(records.length / maxBatchSize);
  const size = Math.ceil(records.length / slices);
  return Array.from({ length: slices }, (_, index) => records.slice(index * size, (index + 1) * size));
}
