import type { ApprovalRequirement } from '@assay/contracts';
import type { Proposal } from './proposal-hash.js';

export interface GivenApproval {
  readonly actor: string;
  readonly at: string;
  readonly comment?: string;
}

export const APPROVAL_STATUSES = ['open', 'approved', 'rejected', 'withdrawn', 'expired', 'used'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** A proposal with those who agree to it. `open` and `approved` end by themselves at `expiresAt`. */
export interface KnownApproval extends Proposal {
  readonly status: ApprovalStatus;
  /** The project and id of its stream. */
  readonly project: string;
  readonly id: string;
  /** Of subject, action and proposal: approvals count for this alone. */
  readonly hash: string;
  readonly required: ApprovalRequirement;
  readonly reason: string;
  readonly onBehalfOf?: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly expiresAt: string;
  readonly approvals: readonly GivenApproval[];
  /** Why it was rejected or withdrawn. */
  readonly endReason?: string;
  /** When the status became what it is, and by whom. */
  readonly changedAt: string;
  readonly changedBy: string;
}

export type ApprovalState = { readonly status: 'absent' } | KnownApproval;

export const NO_APPROVAL: ApprovalState = { status: 'absent' };
