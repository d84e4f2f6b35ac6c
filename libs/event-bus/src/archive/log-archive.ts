import type { LogRange, LogRecord } from '../port.js';

/** What an archive has of a partition: everything from an offset up to, and without, another. */
export interface ArchivedExtent {
  readonly from: number;
  readonly until: number;
}

/** What the log took, kept beyond what its broker keeps. */
export interface LogArchive {
  /** @returns undefined when it has nothing of the partition */
  extent(topic: string, partition: number): Promise<ArchivedExtent | undefined>;
  /**
   * The messages of a stretch that lies within the extent, as the log had them, page by page.
   * @throws {BrokenLogError} at what is missing, truncated or altered, before any of it is given out
   */
  records(range: LogRange): AsyncIterable<readonly LogRecord[]>;
}
