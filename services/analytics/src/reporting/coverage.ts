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

/** Milliseconds since 1970 up to which everything is there; null while it is not known of any instant. */
export const completeAt = ({ completeTo }: Pick<Coverage, 'completeTo'>): number | null =>
  completeTo === null ? null : Date.parse(completeTo);
