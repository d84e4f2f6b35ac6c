import { isUtf8 } from 'node:buffer';
import type { EventEnvelope, ReadResult, UnreadableCode } from '@assay/contracts';
import { readEvent } from '@assay/contracts';
import type { RawMessage } from '../port.js';
import { isDeeperThan } from './json-depth.js';
import { MAX_DEPTH, MAX_VALUE_BYTES } from './limits.js';

const refuse = (code: UnreadableCode, detail: string): ReadResult => ({ ok: false, code, detail });

function contextOf(headers: RawMessage['headers']): Record<string, unknown> {
  const context: Record<string, unknown> = { datacontenttype: headers['content-type'] };
  for (const name in headers) {
    if (name.startsWith('ce_')) context[name.slice(3)] = headers[name];
  }
  if (context['streamversion'] !== undefined) context['streamversion'] = Number(context['streamversion']);
  return context;
}

/**
 * Reads a message in CloudEvents binary mode. Never throws: what cannot be read is named, for the dead letter.
 * Size and depth are checked before the JSON is parsed.
 */
export function decodeMessage({ headers, value }: Pick<RawMessage, 'headers' | 'value'>): ReadResult {
  if (value.length > MAX_VALUE_BYTES)
    return refuse('too-large', `${String(value.length)} bytes; the limit is ${String(MAX_VALUE_BYTES)}`);
  if (!isUtf8(value)) return refuse('malformed-json', 'the value is not UTF-8');
  if (isDeeperThan(value, MAX_DEPTH))
    return refuse('too-deep', `nested deeper than ${String(MAX_DEPTH)} levels`);
  let data: unknown;
  try {
    data = JSON.parse(value.toString('utf8'));
  } catch (error) {
    return refuse('malformed-json', error instanceof Error ? error.message : String(error));
  }
  return readEvent(contextOf(headers), data);
}

/** The event as it was written: neither checked nor upcast. Undefined for a value that is no JSON. */
export function writtenEvent({
  headers,
  value,
}: Pick<RawMessage, 'headers' | 'value'>): EventEnvelope | undefined {
  try {
    const data: unknown = JSON.parse(value.toString('utf8'));
    return { ...contextOf(headers), data } as unknown as EventEnvelope;
  } catch {
    return undefined;
  }
}
