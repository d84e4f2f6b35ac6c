import type { EventEnvelope, OutcomeRecorded } from '@assay/contracts';
import { bucketOf, DEFAULT_GRID } from '@assay/stats';
import { isOfType, timeOf } from './of-type.js';

const MINUTE_MS = 60_000;

/** Outcomes by flag and minute, each where it happened: a link does not move them. */
export function countOutcomes(
  unique: readonly EventEnvelope[],
  add: (line: string, amount: bigint) => void,
): void {
  for (const event of unique.filter(isOfType<OutcomeRecorded>('OutcomeRecorded'))) {
    const { flag = '', success, latencyMs } = event.data;
    const minute = Math.floor(timeOf(event) / MINUTE_MS) * MINUTE_MS;
    const name = `${event.project} outcomes under ${flag} at ${String(minute)}`;
    add(name, 1n);
    if (!success) add(`${name} errors`, 1n);
    if (latencyMs !== undefined) add(`${name} latency ${String(bucketOf(latencyMs, DEFAULT_GRID))}`, 1n);
  }
}
