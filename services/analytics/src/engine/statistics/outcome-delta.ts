import type { UnitEvent } from '../storage/unit-event.js';
import { bucketOfMicros } from './value-bucket.js';

/** Outcomes under one flag in one minute. */
export interface OutcomeRow {
  readonly project: string;
  readonly flag: string;
  /** ISO instant of the minute's beginning. */
  readonly minute: string;
  outcomes: number;
  errors: number;
  /** By bucket of the latency in milliseconds. */
  readonly latencies: Map<number, number>;
}

const MINUTE_MS = 60_000;
const MICROS = 1e6;

/** Outcomes of a batch by flag and the minute they happened in, in the order of their keys. */
export function outcomeRows(events: readonly UnitEvent[]): readonly OutcomeRow[] {
  const rows = new Map<string, OutcomeRow>();
  for (const { project, time, event } of events) {
    // What was forwarded happened once, and has been counted under the unit it happened to.
    if (event.type !== 'OutcomeRecorded' || event.data.forwardedFrom !== undefined) continue;
    const { flag = '', success, latencyMs } = event.data;
    const minute = new Date(Math.floor(time / MINUTE_MS) * MINUTE_MS).toISOString();
    const key = [project, flag, minute].join('\u001f');
    const latencies = new Map<number, number>();
    const row = rows.get(key) ?? { project, flag, minute, outcomes: 0, errors: 0, latencies };
    rows.set(key, row);
    row.outcomes += 1;
    if (!success) row.errors += 1;
    if (latencyMs === undefined) continue;
    const bucket = bucketOfMicros(Math.round(latencyMs * MICROS));
    row.latencies.set(bucket, (row.latencies.get(bucket) ?? 0) + 1);
  }
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}
