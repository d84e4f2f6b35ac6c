import type { LogPosition } from '@assay/contracts';

/** How much of the log a report holds: the instant it is complete to, and where reading goes on. */
export interface Coverage {
  readonly completeTo: string | null;
  readonly positions: readonly LogPosition[];
  /** What happened before is not kept any more; not there where everything is. */
  readonly eventsFrom?: string;
  /** What that means for the report. */
  readonly note?: string;
}

/** The days a report is about, UTC, both included; null where nothing has happened yet. */
export interface Window {
  readonly days: number;
  readonly from: string | null;
  readonly to: string | null;
}
