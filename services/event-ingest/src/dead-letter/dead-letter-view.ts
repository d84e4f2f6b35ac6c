import type { LogRecord } from '@assay/event-bus';
import type { LookedAt } from '@assay/privacy';
import type { DeadLetterState } from './dead-letter.decider.js';

const LONGEST_SUBJECT = 300;

/** A dead letter as operators see it. */
export interface DeadLetterView {
  /** `<topic>/<partition>/<offset>` of the letter. */
  readonly id: string;
  readonly topic: string;
  /** Where the message itself lies in its topic; null: the log did not take it. */
  readonly message: { readonly partition: number; readonly offset: number } | null;
  readonly type: string | null;
  readonly eventId: string | null;
  readonly subject: string | null;
  /** Why it could not be handled. */
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  /** Who could not handle it. */
  readonly reader: string;
  /** RFC 3339. */
  readonly at: string;
  readonly state: DeadLetterState;
}

/** With everything that is in it. */
export interface DeadLetterContent extends DeadLetterView {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As JSON where it is JSON, else as text. */
  readonly value: unknown;
  /** Bytes of the message, where the letter holds only the first of them. */
  readonly cutFrom: number | null;
}

export const letterId = ({
  topic,
  partition,
  offset,
}: Pick<LogRecord, 'topic' | 'partition' | 'offset'>): string =>
  `${topic}/${String(partition)}/${String(offset)}`;

/** @param topic of the message, not of its letters */
export function letterView(topic: string, letter: LogRecord, state: DeadLetterState): DeadLetterView {
  const header = (name: string): string | null => letter.headers[name] ?? null;
  const { partition, offset } = letter;
  const lies = header('dl_offset') !== null;
  return {
    id: letterId({ topic, partition, offset }),
    topic,
    message: lies ? { partition: Number(header('dl_partition')), offset: Number(header('dl_offset')) } : null,
    type: header('ce_type'),
    eventId: header('ce_id'),
    subject: header('ce_subject'),
    reason: header('dl_reason') ?? 'unknown',
    detail: header('dl_detail') ?? '',
    attempts: Number(header('dl_attempts') ?? 0),
    reader: header('dl_group') ?? '',
    at: header('dl_at') ?? new Date(letter.appendedAt).toISOString(),
    state,
  };
}

/** The message of a letter, as who looks at it is noted; what is no unit's name is left out. */
export const lookedAt = ({ topic, subject, message }: DeadLetterView): LookedAt => ({
  topic,
  ...(subject !== null && subject.length <= LONGEST_SUBJECT ? { subject } : {}),
  ...(message !== null && isPlace(message) ? { partition: message.partition, from: message.offset } : {}),
});

/** Headers of a letter are text, of whoever wrote it. */
const isPlace = (place: { readonly partition: number; readonly offset: number }): boolean =>
  [place.partition, place.offset].every((part) => Number.isSafeInteger(part) && part >= 0);

function contentOf(value: Buffer): unknown {
  const text = value.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function letterContent(view: DeadLetterView, { key, headers, value }: LogRecord): DeadLetterContent {
  const cut = headers['dl_cut_from'];
  return { ...view, key, headers, value: contentOf(value), cutFrom: cut === undefined ? null : Number(cut) };
}
