import type { EventEnvelope } from '@assay/contracts';
import { outcome, START } from '../../../test/support/events.js';
import type { ObservedEvent } from '../state/observation.js';
import { unitEventOf } from '../storage/unit-event.js';
import { outcomeRows } from './outcome-delta.js';
import { bucketOfMicros } from './value-bucket.js';

const MINUTE = 60_000;
const under = (
  time: number,
  success: boolean,
  rest: Readonly<Record<string, unknown>> = {},
): EventEnvelope => {
  const event = outcome({ unit: 'u', time, success, flag: 'f', id: String(time) });
  return { ...event, data: { ...(event.data as object), ...rest } };
};
const rowsOf = (...events: readonly EventEnvelope[]) =>
  outcomeRows(events.map((event) => unitEventOf(event as ObservedEvent)));

describe('outcomes of a batch', () => {
  it('are counted by the minute they happened in', () => {
    const rows = rowsOf(under(START, true), under(START + MINUTE - 1, false), under(START + MINUTE, true));
    expect(rows.map(({ minute, outcomes, errors }) => [minute, outcomes, errors])).toEqual([
      ['2026-03-01T00:00:00.000Z', 2, 1],
      ['2026-03-01T00:01:00.000Z', 1, 0],
    ]);
  });

  it('have their latencies in buckets, where they say one', () => {
    const [row] = rowsOf(under(START, true, { latencyMs: 250 }), under(START + 1, true));
    expect(row?.latencies).toEqual(new Map([[bucketOfMicros(250_000_000), 1]]));
  });

  it('are not counted again when they were forwarded to a user', () => {
    expect(rowsOf(under(START, false, { forwardedFrom: 'anon' }))).toEqual([]);
  });
});
