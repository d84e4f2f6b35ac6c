import type { UnreadableCode } from '@assay/contracts';
import type { LogRecord, RawMessage } from '../port.js';

/** Why a message became a dead letter: it could not be read, or its handler failed each time. */
export interface Failure {
  readonly reason: UnreadableCode | 'handler-failed';
  readonly detail: string;
  readonly attempts: number;
}

interface Circumstances {
  /** The group, or the name of the broadcast reader. */
  readonly reader: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const MAX_DETAIL = 500;
/** Larger values are cut: the whole is still in the log, at the position that the letter names. */
const MAX_LETTER_BYTES = 1_000_000;

/** What every letter says: of which topic it is, and why, by whom and when it was set aside. */
export const failureHeaders = (
  { reason, detail, attempts }: Failure,
  { topic, reader, at }: Circumstances & { readonly topic: string },
): Readonly<Record<string, string>> => ({
  dl_reason: reason,
  dl_detail: detail.slice(0, MAX_DETAIL),
  dl_attempts: String(attempts),
  dl_topic: topic,
  dl_group: reader,
  dl_at: new Date(at).toISOString(),
});

/** The dead letter of a message: its key, headers and value, with where it lay and why it was set aside. */
export function deadLetter(record: LogRecord, failure: Failure, circumstances: Circumstances): RawMessage {
  const headers: Record<string, string> = {
    ...record.headers,
    ...failureHeaders(failure, { topic: record.topic, ...circumstances }),
    dl_partition: String(record.partition),
    dl_offset: String(record.offset),
  };
  if (record.value.length <= MAX_LETTER_BYTES) return { key: record.key, headers, value: record.value };
  headers['dl_cut_from'] = String(record.value.length);
  return { key: record.key, headers, value: record.value.subarray(0, MAX_LETTER_BYTES) };
}
