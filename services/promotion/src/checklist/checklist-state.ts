import type { RollbackStep, RollbackSubject } from '@assay/contracts';

export interface Tick {
  readonly actor: string;
  readonly at: string;
  readonly evidence: string;
}

export interface TrackedStep extends RollbackStep {
  /** Null while it is not done. */
  readonly ticked: Tick | null;
}

export interface KnownChecklist {
  readonly status: 'open' | 'completed';
  readonly project: string;
  readonly id: string;
  readonly subject: RollbackSubject;
  readonly reason: string;
  /** What the messages about the rollback have in common. */
  readonly thread: string;
  readonly steps: readonly TrackedStep[];
  readonly openedBy: string;
  readonly openedAt: string;
}

export type ChecklistState = { readonly status: 'absent' } | KnownChecklist;

export const NO_CHECKLIST: ChecklistState = { status: 'absent' };

export const stepOf = ({ steps }: KnownChecklist, key: string): TrackedStep | undefined =>
  steps.find((step) => step.key === key);

export const openSteps = ({ steps }: KnownChecklist): readonly TrackedStep[] =>
  steps.filter(({ ticked }) => ticked === null);
