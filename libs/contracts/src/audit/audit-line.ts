import type { Finding } from './finding.js';

/** How far long work is. */
export interface ProgressLine {
  readonly line: 'progress';
  readonly done: number;
  readonly total: number;
}

/** Something that was found. */
export interface FindingLine extends Finding {
  readonly line: 'finding';
}

/** The end of work that ran to its end. */
export interface DoneLine {
  readonly line: 'done';
  /** How many things were looked at. */
  readonly checked: number;
  /** What they are, in the plural. */
  readonly unit: string;
  /** How many of which kind, where there are several. */
  readonly byKind?: Readonly<Record<string, number>>;
  /** What was left out of it, and why. */
  readonly leftOut?: string;
  /** SHA-256 of what was made, where it was made to be looked at. */
  readonly hash?: string;
  /** Where it can be looked at. */
  readonly keptIn?: string;
}

/** What a run of the archiver has done. */
export interface ArchivedLine extends DoneLine {
  readonly archived: {
    readonly segments: number;
    readonly messages: number;
    /** As they lie in the storage. */
    readonly bytes: number;
    /** Before they were compressed. */
    readonly rawBytes: number;
  };
  /** Messages that were deleted from the log, because the archive has them. */
  readonly trimmed: number;
}

/** The end of work that could not go on. */
export interface FailedLine {
  readonly line: 'failed';
  readonly code: string;
  readonly detail: string;
}

/** One line of the answer to long work (`application/x-ndjson`): the last one is `done` or `failed`. */
export type AuditLine = ProgressLine | FindingLine | DoneLine | FailedLine;

/** Lines as they are made; `failed` is added by whoever sends them. */
export type AuditLines = AsyncGenerator<Exclude<AuditLine, FailedLine>>;

/** A finding that is damage, as a line. */
export const damageLine = (finding: Omit<Finding, 'severity'>): FindingLine => ({
  line: 'finding',
  severity: 'damage',
  ...finding,
});

/** A finding that may be so, as a line. */
export const noteLine = (finding: Omit<Finding, 'severity'>): FindingLine => ({
  line: 'finding',
  severity: 'note',
  ...finding,
});
