import type { JsonCaps } from '@assay/platform';
import { parseJsonBody, Problem } from '@assay/platform';
import { UnreadableEvent } from '../event/unreadable-event.js';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * The events of a body with one JSON text a line; empty lines are passed over.
 * @param most after one more than this nothing is read: the batch is too large in any case
 * @example jsonLines(Buffer.from('{"a":1}\n{"a":2}\n'), caps, 1000) // [{ a: 1 }, { a: 2 }]
 */
export function jsonLines(body: Buffer, caps: JsonCaps, most: number): unknown[] {
  const values: unknown[] = [];
  for (let start = 0; start < body.length && values.length <= most;) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline === -1 ? body.length : newline;
    const line = end === start ? undefined : body.subarray(start, end);
    if (line !== undefined && !isBlank(line)) values.push(valueOf(line, caps));
    start = end + 1;
  }
  return values;
}

function valueOf(line: Buffer, caps: JsonCaps): unknown {
  try {
    return parseJsonBody(line, caps);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return new UnreadableEvent({ path: '', message: error.detail, code: error.code });
  }
}

const isBlank = (line: Buffer): boolean =>
  line.every((byte) => byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN);
