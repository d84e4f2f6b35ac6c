import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { LogRecord } from '../port.js';

const NOTHING = Buffer.alloc(0);

function areTexts(headers: IHeaders): headers is Record<string, string> {
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}

/** A header as text; of one that is repeated, the last counts. */
function headersOf(headers: IHeaders = {}): Record<string, string> {
  if (areTexts(headers)) return headers;
  const texts: Record<string, string> = {};
  for (const name in headers) {
    const header = headers[name];
    const last = Array.isArray(header) ? header.at(-1) : header;
    if (last !== undefined) texts[name] = last.toString();
  }
  return texts;
}

export const toRecord = (topic: string, partition: number, message: KafkaMessage): LogRecord => ({
  topic,
  partition,
  offset: Number(message.offset),
  key: message.key?.toString('utf8') ?? '',
  headers: headersOf(message.headers),
  value: message.value ?? NOTHING,
  appendedAt: Number(message.timestamp),
});
