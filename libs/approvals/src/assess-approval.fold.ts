import { counted } from '@assay/contracts';
import type { ApprovalState, KnownApproval } from './approval.js';
import type { Proposal } from './proposal-hash.js';
import { proposalHash } from './proposal-hash.js';

/** What somebody is about to do, and what policy demands for it. */
export interface WantedApproval extends Proposal {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many distinct people have to agree; at least 1. */
  readonly approvals: number;
  /** Only these count, where policy names them. */
  readonly approvers?: readonly string[];
}

export type ApprovalVerdict =
  | { readonly approved: true; readonly id: string; readonly approvedBy: readonly string[] }
  | {
      readonly approved: false;
      readonly code:
        | 'APPROVAL_REQUIRED'
        | 'APPROVAL_NOT_GIVEN'
        | 'APPROVAL_FOR_OTHER_SUBJECT'
        | 'PROPOSAL_CHANGED'
        | 'APPROVAL_EXPIRED'
        | 'APPROVALS_TOO_FEW';
      /** The fact with its values. */
      readonly detail: string;
    };

type Refusal = Extract<ApprovalVerdict, { readonly approved: false }>;

const refusal = (code: Refusal['code'], detail: string): Refusal => ({ approved: false, code, detail });

const nameOf = ({ subject, action }: Proposal): string => `${action} ${subject.kind} ${subject.key}`;

function mismatch(approval: KnownApproval, wanted: WantedApproval): Refusal | undefined {
  const { id, status, expiresAt } = approval;
  if (nameOf(approval) !== nameOf(wanted))
    return refusal(
      'APPROVAL_FOR_OTHER_SUBJECT',
      `approval ${id} is for: ${nameOf(approval)}; wanted is: ${nameOf(wanted)}`,
    );
  if (status === 'expired' || Date.parse(expiresAt) <= wanted.now)
    return refusal('APPROVAL_EXPIRED', `approval ${id} expired at ${expiresAt}`);
  if (status !== 'approved') return refusal('APPROVAL_NOT_GIVEN', `approval ${id} is ${status}`);
  const hash = proposalHash(wanted);
  if (hash === approval.hash) return undefined;
  return refusal('PROPOSAL_CHANGED', `approved was ${approval.hash}; this is ${hash}: propose it anew`);
}

/** Those who agree and may: distinct people, never the proposer, on the list where there is one. */
export const countingApprovers = (
  { approvals, proposedBy }: KnownApproval,
  approvers?: readonly string[],
): readonly string[] =>
  [...new Set(approvals.map(({ actor }) => actor))].filter(
    (actor) => actor !== proposedBy && (approvers?.includes(actor) ?? true),
  );

/**
 * May this be done now? Answered from the approval’s stream alone; whoever owns what is to be changed asks, right before
 * it appends, with what its own policy demands: a proposal that asked for less does not count.
 * @param approval folded from the log; absent when none was named
 * @example
 * const verdict = assessApproval(state, { subject, action: 'advance', proposal: { tier: 3 }, now, approvals: 1 });
 * if (!verdict.approved) throw approvalProblem(verdict);
 */
export function assessApproval(approval: ApprovalState, wanted: WantedApproval): ApprovalVerdict {
  if (approval.status === 'absent')
    return refusal('APPROVAL_REQUIRED', `${nameOf(wanted)} needs ${counted(wanted.approvals, 'approval')}`);
  const wrong = mismatch(approval, wanted);
  if (wrong !== undefined) return wrong;
  const approvedBy = countingApprovers(approval, wanted.approvers);
  if (approvedBy.length >= wanted.approvals) return { approved: true, id: approval.id, approvedBy };
  return refusal(
    'APPROVALS_TOO_FEW',
    `${nameOf(wanted)} needs ${counted(wanted.approvals, 'approval')}; of those given ${String(approvedBy.length)} ${approvedBy.length === 1 ? 'counts' : 'count'}${approvedBy.length === 0 ? '' : `: ${approvedBy.join(', ')}`}`,
  );
}
