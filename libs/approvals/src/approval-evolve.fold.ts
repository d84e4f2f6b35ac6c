import type { ApprovalEvent, ApprovalGiven, ApprovalProposed, ApprovalRevised } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { ApprovalState, KnownApproval } from './approval.js';

function proposed({ subject, time, actor, data }: ApprovalProposed): KnownApproval {
  const { project, key: id } = parseStreamId(subject);
  return {
    ...data,
    ...{ status: 'open', project, id, proposedBy: actor, proposedAt: time, approvals: [] },
    ...{ changedAt: time, changedBy: actor },
  };
}

const revised = (state: KnownApproval, { data }: ApprovalRevised): KnownApproval => ({
  ...state,
  ...{ status: 'open', proposal: data.proposal, hash: data.hash, reason: data.reason, approvals: [] },
});

const given = (state: KnownApproval, { actor, time, data }: ApprovalGiven): KnownApproval => ({
  ...state,
  approvals: [
    ...state.approvals,
    { actor, at: time, ...(data.comment === undefined ? {} : { comment: data.comment }) },
  ],
});

function changed(state: KnownApproval, event: Exclude<ApprovalEvent, ApprovalProposed>): KnownApproval {
  switch (event.type) {
    case 'ApprovalRevised':
      return revised(state, event);
    case 'ApprovalGiven':
      return given(state, event);
    case 'ApprovalGranted':
      return { ...state, status: 'approved' };
    case 'ApprovalRejected':
      return { ...state, status: 'rejected', endReason: event.data.reason };
    case 'ApprovalWithdrawn':
      return { ...state, status: 'withdrawn', endReason: event.data.reason };
    case 'ApprovalExpired':
      return { ...state, status: 'expired' };
    case 'ApprovalUsed':
      return { ...state, status: 'used' };
  }
}

/** The approval after one more event of its stream; an event that cannot follow leaves it as it is. */
export function evolveApproval(state: ApprovalState, event: ApprovalEvent): ApprovalState {
  if (event.type === 'ApprovalProposed') return state.status === 'absent' ? proposed(event) : state;
  if (state.status === 'absent') return state;
  return { ...changed(state, event), changedAt: event.time, changedBy: event.actor };
}
