/** What the archive has of a partition, and what the log has. */
export interface ArchivedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly segments: number;
  /** First archived offset, and the one after the last. */
  readonly from: number;
  readonly until: number;
  readonly bytes: number;
  readonly rawBytes: number;
  /** RFC 3339: when the log took the last archived message; null where none is archived. */
  readonly lastAt: string | null;
  /** What the broker itself has. */
  readonly log: { readonly from: number; readonly until: number };
  /** Messages that are not archived yet. */
  readonly waiting: number;
  /** Why it cannot be read, where it cannot. */
  readonly problem: string | null;
}

/** The archive of a log, as a service shows it. */
export interface ArchiveView {
  readonly address: string;
  /** How old what is archived may become in the log, hours; null where the log keeps everything. */
  readonly trimAfterHours: number | null;
  readonly partitions: readonly ArchivedPartition[];
}
