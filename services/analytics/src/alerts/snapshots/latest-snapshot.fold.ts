import type { MetricsSnapshot } from '@assay/contracts';
import { dominates } from '@assay/contracts';

export type Taken = Pick<MetricsSnapshot, 'id' | 'time' | 'data'>;

/**
 * The newest snapshot of a run after one more: that which covers what the last covers, whatever the clocks say that they
 * were taken by. Of two that cover the same the later one knows better up to when that is all; one that comes again
 * changes nothing.
 */
export function latestSnapshot<Snapshot extends Taken>(
  known: Snapshot | undefined,
  next: Snapshot,
): Snapshot {
  if (known === undefined) return next;
  if (!dominates(next.data, known.data)) return known;
  return dominates(known.data, next.data) && next.time <= known.time ? known : next;
}
