import { isUtf8 } from 'node:buffer';
import type { EventEnvelope, ReadResult, UnreadableCode } from '@assay/contracts';
import { contextOfHeaders, readEvent } from '@assay/contracts';
import type { RawMessage } from '../port.js';
import { isDeeperThan } from './json-depth.js';
import { MAX_DEPTH, MAX_VALUE_BYTES } from './limits.js';

const refuse = (code: UnreadableCode, detail: string): ReadResult => ({ ok: false, code, detail });

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
  return readEvent(contextOfHeaders(headers), data);
}

/** The event as it was written: neither checked nor upcast. Undefined for a value that is no JSON. */
export function writtenEvent({
  headers,
  value,
}: Pick<RawMessage, 'headers' | 'value'>): EventEnvelope | undefined {
  try {
    const data: unknown = JSON.parse(value.toString('utf8'));
    return { ...contextOfHeaders(headers), data } as unknown as EventEnvelope;
  } catch {
    return undefined;
  }
}
