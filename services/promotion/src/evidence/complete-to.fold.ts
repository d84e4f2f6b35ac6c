import { TOPICS } from '@assay/contracts';
import type { PartitionEnds } from '@assay/event-bus';
import type { Snapshot } from './run-evidence.js';

const TOPIC = TOPICS.interactions.name;

/**
 * Up to when are the metrics complete? A snapshot that covers everything in the log is complete to the moment at
 * which the log ended there, also when nothing has happened since it was taken.
 * @param snapshot the latest of its run
 * @param ends where the partitions of the interactions end; empty where nobody could tell
 * @param observedAt ISO time before which the ends were looked up
 */
export function completeTo(
  { offsets, completeTo: stated }: Pick<Snapshot, 'offsets' | 'completeTo'>,
  ends: readonly PartitionEnds[],
  observedAt: string,
): string | null {
  const reached = (partition: number): number =>
    offsets.find((entry) => entry.topic === TOPIC && entry.partition === partition)?.offset ?? 0;
  const coversAll = ends.length > 0 && ends.every(({ partition, end }) => reached(partition) >= end);
  if (!coversAll) return stated;
  return stated !== null && stated > observedAt ? stated : observedAt;
}
