import type { LogRecord } from '@assay/event-bus';
import fc from 'fast-check';

export const PLACE = { topic: 'assay.interactions.v1', partition: 2 } as const;

/** The n-th message of a partition, as an ordinary one looks. */
export const recordAt = (offset: number, text = `value ${String(offset)}`): LogRecord => ({
  ...PLACE,
  offset,
  appendedAt: 1_767_225_600_000 + offset * 1_000,
  key: `default/unit-${String(offset % 7)}`,
  headers: { 'content-type': 'application/json', ce_id: `e-${String(offset)}` },
  value: Buffer.from(JSON.stringify({ text })),
});

export const records = (from: number, until: number): readonly LogRecord[] =>
  Array.from({ length: until - from }, (_, index) => recordAt(from + index));

const text = fc.string({ unit: 'grapheme' });
const message = fc.record({
  key: text,
  headers: fc.dictionary(
    text.filter((name) => name !== '__proto__'),
    text,
  ),
  value: fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((json) => Buffer.from(json)),
  ),
  appendedAt: fc.nat(4_000_000_000_000),
});

/** Any messages that a partition could hold, from any offset on. */
export const anyRecords: fc.Arbitrary<readonly LogRecord[]> = fc
  .tuple(fc.array(message, { minLength: 1, maxLength: 40 }), fc.nat(1_000_000))
  .map(([messages, first]) => messages.map((each, index) => ({ ...each, ...PLACE, offset: first + index })));
