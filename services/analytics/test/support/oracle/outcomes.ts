import type { EventEnvelope, OutcomeRecorded } from '@assay/contracts';
import { bucketOf, DEFAULT_GRID } from '@assay/stats';
import { isOfType, timeOf } from './of-type.js';

const MINUTE_MS = 60_000;
const KEPT_MS = 14 * 24 * 60 * MINUTE_MS;
const minuteOf = (event: EventEnvelope): number => Math.floor(timeOf(event) / MINUTE_MS) * MINUTE_MS;

/** Outcomes by flag and minute, each where it happened: a link does not move them. Old ones are forgotten. */
export function countOutcomes(
  unique: readonly EventEnvelope[],
  add: (line: string, amount: bigint) => void,
): void {
  const outcomes = unique.filter(isOfType<OutcomeRecorded>('OutcomeRecorded'));
  const newest = new Map<string, number>();
  const flagOf = ({ project, data: { flag = '' } }: OutcomeRecorded) => `${project} outcomes under ${flag}`;
  for (const event of outcomes)
    newest.set(flagOf(event), Math.max(newest.get(flagOf(event)) ?? 0, minuteOf(event)));
  for (const event of outcomes) {
    const { success, latencyMs } = event.data;
    const minute = minuteOf(event);
    if (minute < (newest.get(flagOf(event)) ?? 0) - KEPT_MS) continue;
    const name = `${flagOf(event)} at ${String(minute)}`;
    add(name, 1n);
    if (!success) add(`${name} errors`, 1n);
    if (latencyMs !== undefined) add(`${name} latency ${String(bucketOf(latencyMs, DEFAULT_GRID))}`, 1n);
  }
}
