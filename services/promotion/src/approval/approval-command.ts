import type { ApprovalRequirement, EventMetadata } from '@assay/contracts';
import type { Proposal } from '@assay/approvals';

interface Command<Type extends string> {
  readonly type: Type;
  /** Id, time and actor of the event that follows. */
  readonly metadata: EventMetadata;
}

export interface ProposeApproval extends Command<'ProposeApproval'>, Proposal {
  readonly required: ApprovalRequirement;
  readonly reason: string;
  readonly onBehalfOf?: string | undefined;
  readonly expiresAt: string;
}

export interface ReviseApproval extends Command<'ReviseApproval'> {
  readonly proposal: Proposal['proposal'];
  readonly reason: string;
}

export interface GiveApproval extends Command<'GiveApproval'> {
  /** Of what the approver has seen. */
  readonly hash: string;
  readonly comment?: string | undefined;
}

export interface RejectApproval extends Command<'RejectApproval'> {
  readonly reason: string;
}

export interface WithdrawApproval extends Command<'WithdrawApproval'> {
  readonly reason: string;
  /** An admin may withdraw what others proposed. */
  readonly isAdmin: boolean;
}

/** The clock says so; whether it is due, the stream itself knows. */
export type ExpireApproval = Command<'ExpireApproval'>;

export interface UseApproval extends Command<'UseApproval'> {
  /** Id of the event that rests on it. */
  readonly by: string;
}

export type ApprovalCommand =
  | ProposeApproval
  | ReviseApproval
  | GiveApproval
  | RejectApproval
  | WithdrawApproval
  | ExpireApproval
  | UseApproval;
