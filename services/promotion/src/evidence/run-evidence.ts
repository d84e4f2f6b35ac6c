import type { Certificate, DataOf, MetricsSnapshot } from '@assay/contracts';

export type Snapshot = DataOf<typeof MetricsSnapshot>;

/** What is known of a run: the snapshot that covers most, and the smallest p-value of each treatment so far. */
export interface RunEvidence {
  readonly snapshot: Snapshot;
  readonly minima: Certificate['runningMinimumP'];
}
