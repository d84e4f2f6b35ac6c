import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { LogRecord } from '@assay/event-bus';

/** A message as a line of JSON; the value as text, or as Base64 where it is none. */
interface RecordLine {
  readonly offset: number;
  readonly appendedAt: number;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value?: string;
  readonly base64?: string;
}

/** Writes a message as a line, so that reading gives the same bytes. */
export function toLine({
  offset,
  appendedAt,
  key,
  headers,
  value,
}: Omit<LogRecord, 'topic' | 'partition'>): string {
  const content = isUtf8(value) ? { value: value.toString('utf8') } : { base64: value.toString('base64') };
  return JSON.stringify({ offset, appendedAt, key, headers, ...content } satisfies RecordLine);
}

/** @throws SyntaxError, TypeError for what is no such line */
export function fromLine(line: string, place: Pick<LogRecord, 'topic' | 'partition'>): LogRecord {
  const { offset, appendedAt, key, headers, value, base64 } = JSON.parse(line) as RecordLine;
  const content = base64 === undefined ? Buffer.from(value ?? '', 'utf8') : Buffer.from(base64, 'base64');
  return { ...place, offset, appendedAt, key, headers, value: content };
}

/** What a message is known by. */
export const hashOfLine = (line: string): string => createHash('sha256').update(line).digest('hex');
