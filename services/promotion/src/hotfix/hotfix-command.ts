import type { ApprovalState } from '@assay/approvals';
import type { EventMetadata, HotfixRecord, HotfixSeverity, PostMortemWritten } from '@assay/contracts';

interface Command<Type extends string> {
  readonly type: Type;
  /** Id, time and actor of the event that follows. */
  readonly metadata: EventMetadata;
}

export interface OpenHotfix extends Command<'OpenHotfix'> {
  readonly title: string;
  readonly severity: HotfixSeverity;
  readonly broken: string;
  /** What made it known, where that was no person. */
  readonly because?: string | undefined;
}

export interface RecordHotfix extends Command<'RecordHotfix'> {
  readonly record: HotfixRecord;
}

export interface ChangeSeverity extends Command<'ChangeSeverity'> {
  readonly severity: HotfixSeverity;
  readonly reason: string;
}

/** The clock says so; whether it is late, the stream itself knows. */
export type EscalateHotfix = Command<'EscalateHotfix'>;

/** A release has reached production since it was opened. */
export interface ComeDue extends Command<'ComeDue'> {
  readonly release: string;
  /** When it reached production. */
  readonly at: string;
}

/** Where which version is deployed. */
export interface Deployment {
  readonly environment: string;
  readonly version: string;
  readonly emergency: boolean;
}

export interface DeployHotfix extends Command<'DeployHotfix'>, Deployment {
  readonly deployedAt: string;
  /** The approval that is named, from its own stream. */
  readonly approval: ApprovalState;
  /** Who may approve an emergency. */
  readonly emergencyApprovers: readonly string[];
}

export interface WritePostMortem extends Command<'WritePostMortem'> {
  readonly postMortem: PostMortemWritten['data'];
}

export interface CloseHotfix extends Command<'CloseHotfix'> {
  readonly resolution: 'fixed' | 'cancelled';
  readonly reason: string;
}

export type HotfixCommand =
  | OpenHotfix
  | RecordHotfix
  | ChangeSeverity
  | ComeDue
  | EscalateHotfix
  | DeployHotfix
  | WritePostMortem
  | CloseHotfix;
