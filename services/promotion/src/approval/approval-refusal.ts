import type { ApprovalStatus } from '@assay/approvals';

export type ApprovalRefusal =
  | { readonly code: 'APPROVAL_NOT_FOUND' }
  | { readonly code: 'APPROVAL_EXISTS'; readonly hash: string }
  | { readonly code: 'APPROVAL_CLOSED'; readonly status: ApprovalStatus }
  | { readonly code: 'APPROVAL_EXPIRED'; readonly expiresAt: string }
  | { readonly code: 'APPROVAL_NOT_DUE'; readonly expiresAt: string }
  | { readonly code: 'EXPIRY_OUT_OF_RANGE'; readonly expiresAt: string; readonly latest: string }
  | { readonly code: 'PROPOSAL_CHANGED'; readonly given: string; readonly current: string }
  | { readonly code: 'PROPOSAL_UNCHANGED'; readonly hash: string }
  | { readonly code: 'APPROVER_IS_PROPOSER'; readonly actor: string }
  | { readonly code: 'APPROVER_NOT_ON_LIST'; readonly actor: string; readonly approvers: readonly string[] }
  | { readonly code: 'ALREADY_APPROVED'; readonly actor: string }
  | { readonly code: 'NOT_THE_PROPOSER'; readonly actor: string; readonly proposedBy: string };
