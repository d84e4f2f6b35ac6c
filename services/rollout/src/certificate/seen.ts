import type { LogPosition } from '@assay/contracts';

/** What was found in the outcomes. */
export interface WithOffsets<Found> {
  readonly found: Found;
  /** Everything before these positions of the log is in it, and nothing behind them. */
  readonly offsets: readonly LogPosition[];
}

/** What a decision is made on. */
export interface Seen<Found> extends WithOffsets<Found> {
  /** Milliseconds since 1970. */
  readonly now: number;
}
