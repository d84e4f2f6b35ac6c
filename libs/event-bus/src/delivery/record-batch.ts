import type { UnreadableCode } from '@assay/contracts';
import { decodeMessage } from '../message/decode-message.js';
import type { DeliveredBatch, DeliveredEvent, LogRecord } from '../port.js';

/** Consecutive messages of one partition, before they are read. */
export interface RecordBatch extends Omit<DeliveredBatch, 'events'> {
  readonly records: readonly LogRecord[];
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

/** Reads the messages of a batch; pure and total. */
export function decodeBatch(records: readonly LogRecord[]): DecodedBatch {
  const events: DeliveredEvent[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const record of records) {
    const read = decodeMessage(record);
    const { topic, partition, offset, key, appendedAt } = record;
    if (read.ok) events.push({ topic, partition, offset, key, appendedAt, event: read.event });
    else unreadable.push({ record, code: read.code, detail: read.detail });
  }
  return { events, unreadable };
}
