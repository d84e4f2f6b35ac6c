import type { ApprovalState, KnownApproval } from '@assay/approvals';
import { countingApprovers, evolveApproval, NO_APPROVAL, proposalHash } from '@assay/approvals';
import type { ApprovalEvent } from '@assay/contracts';
import {
  ApprovalExpired,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalProposed,
  ApprovalRejected,
  ApprovalRevised,
  ApprovalUsed,
  ApprovalWithdrawn,
  derivedId,
  newEvent,
} from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import type {
  ApprovalCommand,
  ExpireApproval,
  GiveApproval,
  ProposeApproval,
  RejectApproval,
  ReviseApproval,
  UseApproval,
  WithdrawApproval,
} from './approval-command.js';
import type { ApprovalRefusal } from './approval-refusal.js';

type Outcome = Decision<ApprovalEvent, ApprovalRefusal>;

const accept = (...events: ApprovalEvent[]): Outcome => ({ outcome: 'accepted', events });
const refuse = (refusal: ApprovalRefusal): Outcome => ({ outcome: 'refused', refusal });

const LONGEST_DAYS = 30;
const DAY_MS = 86_400_000;

const isOver = ({ expiresAt }: KnownApproval, time: string): boolean =>
  Date.parse(expiresAt) <= Date.parse(time);

/** What stands against any change by a person; nobody decides after the time is over, event or not. */
function closed(state: KnownApproval, time: string): ApprovalRefusal | undefined {
  const { status, expiresAt } = state;
  if (status !== 'open' && status !== 'approved') return { code: 'APPROVAL_CLOSED', status };
  return isOver(state, time) ? { code: 'APPROVAL_EXPIRED', expiresAt } : undefined;
}

function propose(command: ProposeApproval, state: ApprovalState): Outcome {
  if (state.status !== 'absent') return refuse({ code: 'APPROVAL_EXISTS', hash: state.hash });
  const { metadata, subject, action, proposal, required, reason, onBehalfOf, expiresAt } = command;
  const now = Date.parse(metadata.time);
  const latest = now + LONGEST_DAYS * DAY_MS;
  const end = Date.parse(expiresAt);
  if (!(end > now && end <= latest))
    return refuse({ code: 'EXPIRY_OUT_OF_RANGE', expiresAt, latest: new Date(latest).toISOString() });
  const hash = proposalHash({ subject, action, proposal });
  const behalf = onBehalfOf === undefined ? {} : { onBehalfOf };
  const data = { subject, action, proposal: { ...proposal }, hash, required, reason, ...behalf, expiresAt };
  return accept(newEvent(ApprovalProposed, metadata, data));
}

function revise({ metadata, proposal, reason }: ReviseApproval, state: KnownApproval): Outcome {
  const { proposedBy, subject, action } = state;
  if (metadata.actor !== proposedBy)
    return refuse({ code: 'NOT_THE_PROPOSER', actor: metadata.actor, proposedBy });
  const hash = proposalHash({ subject, action, proposal });
  if (hash === state.hash) return refuse({ code: 'PROPOSAL_UNCHANGED', hash });
  const voided = state.approvals.map(({ actor }) => actor);
  return accept(newEvent(ApprovalRevised, metadata, { proposal: { ...proposal }, hash, reason, voided }));
}

function approver(actor: string, { proposedBy, required }: KnownApproval): ApprovalRefusal | undefined {
  if (actor === proposedBy) return { code: 'APPROVER_IS_PROPOSER', actor };
  const { approvers } = required;
  if (approvers !== undefined && !approvers.includes(actor))
    return { code: 'APPROVER_NOT_ON_LIST', actor, approvers };
  return undefined;
}

function mayGive(
  { metadata: { actor }, hash }: GiveApproval,
  state: KnownApproval,
): ApprovalRefusal | undefined {
  const wrong = approver(actor, state);
  if (wrong !== undefined) return wrong;
  if (hash !== state.hash) return { code: 'PROPOSAL_CHANGED', given: hash, current: state.hash };
  if (state.approvals.some((given) => given.actor === actor)) return { code: 'ALREADY_APPROVED', actor };
  return state.status === 'approved' ? { code: 'APPROVAL_CLOSED', status: state.status } : undefined;
}

function give(command: GiveApproval, state: KnownApproval): Outcome {
  const wrong = mayGive(command, state);
  if (wrong !== undefined) return refuse(wrong);
  const { metadata, hash, comment } = command;
  const { subject, action, required } = state;
  const given = newEvent(ApprovalGiven, metadata, { hash, ...(comment === undefined ? {} : { comment }) });
  const after = evolveApproval(state, given) as KnownApproval;
  const approvers = [...countingApprovers(after, required.approvers)];
  if (approvers.length < required.approvals) return accept(given);
  const followed = { ...metadata, id: derivedId(metadata.id, 'granted'), causationid: metadata.id };
  return accept(given, newEvent(ApprovalGranted, followed, { subject, action, hash, approvers }));
}

function reject({ metadata, reason }: RejectApproval, state: KnownApproval): Outcome {
  const wrong = approver(metadata.actor, state);
  return wrong === undefined ? accept(newEvent(ApprovalRejected, metadata, { reason })) : refuse(wrong);
}

function withdraw({ metadata, reason, isAdmin }: WithdrawApproval, { proposedBy }: KnownApproval): Outcome {
  const { actor } = metadata;
  if (actor !== proposedBy && !isAdmin) return refuse({ code: 'NOT_THE_PROPOSER', actor, proposedBy });
  return accept(newEvent(ApprovalWithdrawn, metadata, { reason }));
}

function expire({ metadata }: ExpireApproval, state: KnownApproval): Outcome {
  const { status, expiresAt } = state;
  if (status !== 'open' && status !== 'approved') return refuse({ code: 'APPROVAL_CLOSED', status });
  if (!isOver(state, metadata.time)) return refuse({ code: 'APPROVAL_NOT_DUE', expiresAt });
  return accept(newEvent(ApprovalExpired, metadata, { expiresAt }));
}

/** What rests on it has happened already, so that its time does not matter any more. */
function use({ metadata, by }: UseApproval, { status }: KnownApproval): Outcome {
  return status === 'approved' || status === 'expired'
    ? accept(newEvent(ApprovalUsed, metadata, { by }))
    : refuse({ code: 'APPROVAL_CLOSED', status });
}

function decideOpen(
  command: GiveApproval | RejectApproval | WithdrawApproval | ReviseApproval,
  state: KnownApproval,
): Outcome {
  const over = closed(state, command.metadata.time);
  if (over !== undefined) return refuse(over);
  switch (command.type) {
    case 'GiveApproval':
      return give(command, state);
    case 'RejectApproval':
      return reject(command, state);
    case 'WithdrawApproval':
      return withdraw(command, state);
    case 'ReviseApproval':
      return revise(command, state);
  }
}

function decide(command: ApprovalCommand, state: ApprovalState): Outcome {
  if (command.type === 'ProposeApproval') return propose(command, state);
  if (state.status === 'absent') return refuse({ code: 'APPROVAL_NOT_FOUND' });
  if (command.type === 'ExpireApproval') return expire(command, state);
  if (command.type === 'UseApproval') return use(command, state);
  return decideOpen(command, state);
}

/** One proposal: open → approved → used; or rejected, withdrawn, expired on the way. A revision opens it again. */
export const approvalDecider: Decider<ApprovalState, ApprovalCommand, ApprovalEvent, ApprovalRefusal> = {
  initial: NO_APPROVAL,
  evolve: evolveApproval,
  decide,
};
