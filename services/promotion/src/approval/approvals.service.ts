import type { ApprovalVerdict, KnownApproval, Proposal, WantedApproval } from '@assay/approvals';
import { assessApproval, NO_APPROVAL } from '@assay/approvals';
import type { ApprovalEvent, ApprovalRequirement } from '@assay/contracts';
import { derivedId } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { ApprovalCommand, GiveApproval } from './approval-command.js';
import { ApprovalLog } from './approval-log.js';
import { approvalNotFound, problemOfApproval } from './approval-problems.js';

export interface ProposeRequest extends Proposal {
  readonly project: string;
  readonly actor: string;
  readonly required: Omit<ApprovalRequirement, 'emergency'> & Partial<ApprovalRequirement>;
  readonly reason: string;
  readonly onBehalfOf?: string | undefined;
  readonly expiresInHours?: number | undefined;
  /** The same key, or the same event, proposes once. */
  readonly once?: string | undefined;
}

/** Who acts on which approval. */
export interface Acting {
  readonly project: string;
  readonly id: string;
  readonly actor: string;
}

export interface ShownApproval extends KnownApproval {
  readonly history: readonly Pick<ApprovalEvent, 'type' | 'time' | 'actor' | 'data'>[];
}

const DEFAULT_HOURS = 72;
const HOUR_MS = 3_600_000;
/** Said twice, an approval is there all the same. */
const DONE_ALREADY = new Set(['ALREADY_APPROVED', 'APPROVAL_EXISTS']);

/** Proposals that wait for others to agree; and, for whoever is about to do something: may it? */
@Injectable()
export class ApprovalsService {
  constructor(private readonly log: ApprovalLog) {}

  /** @throws Problem for an end that is out of range */
  propose(request: ProposeRequest): Promise<KnownApproval> {
    const { project, actor, once, expiresInHours = DEFAULT_HOURS, ...proposal } = request;
    const required = { emergency: false, ...request.required };
    const id = once === undefined ? this.log.newId() : derivedId(project, actor, 'approval', once);
    const eventId = once === undefined ? {} : { eventId: derivedId(id, 'proposed') };
    const metadata = this.log.metadata({ project, id, actor, ...eventId });
    const expiresAt = new Date(Date.parse(metadata.time) + expiresInHours * HOUR_MS).toISOString();
    return this.command(
      { project, id, actor },
      { type: 'ProposeApproval', metadata, expiresAt, ...proposal, required },
    );
  }

  approve(acting: Acting, seen: Pick<GiveApproval, 'hash' | 'comment'>): Promise<KnownApproval> {
    return this.command(acting, { type: 'GiveApproval', metadata: this.log.metadata(acting), ...seen });
  }

  reject(acting: Acting, reason: string): Promise<KnownApproval> {
    return this.command(acting, { type: 'RejectApproval', metadata: this.log.metadata(acting), reason });
  }

  withdraw(acting: Acting, reason: string, isAdmin: boolean): Promise<KnownApproval> {
    const metadata = this.log.metadata(acting);
    return this.command(acting, { type: 'WithdrawApproval', metadata, reason, isAdmin });
  }

  /** What is proposed becomes something else; approvals that were given do not count any more. */
  revise(acting: Acting, proposal: Proposal['proposal'], reason: string): Promise<KnownApproval> {
    const metadata = this.log.metadata(acting);
    return this.command(acting, { type: 'ReviseApproval', metadata, proposal, reason });
  }

  /** @throws NotFoundProblem */
  async show(project: string, id: string): Promise<ShownApproval> {
    const [state, events] = [await this.log.load(project, id), await this.log.history(project, id)];
    if (state.status === 'absent') throw approvalNotFound(id);
    return { ...state, history: events.map(({ type, time, actor, data }) => ({ type, time, actor, data })) };
  }

  /** May this be done now? Read from the stream itself, never from a read model or a message. */
  async assess(
    project: string,
    id: string | undefined,
    wanted: Omit<WantedApproval, 'now'>,
  ): Promise<ApprovalVerdict> {
    const state = id === undefined ? NO_APPROVAL : await this.log.load(project, id);
    return assessApproval(state, { ...wanted, now: this.log.now() });
  }

  /** Notes that what was approved has been done; once or again, with the same event, makes no difference. */
  async use({ project, id, actor }: Acting, by: string): Promise<void> {
    const metadata = this.log.metadata({ project, id, actor, eventId: derivedId(by, id, 'used'), cause: by });
    await this.log.handle({ type: 'UseApproval', metadata, by });
  }

  private async command({ id }: Acting, command: ApprovalCommand): Promise<KnownApproval> {
    const handled = await this.log.handle(command);
    const { state } = handled;
    if (handled.outcome === 'refused' && !DONE_ALREADY.has(handled.refusal.code))
      throw problemOfApproval(id, handled.refusal);
    if (state.status === 'absent') throw approvalNotFound(id);
    return state;
  }
}
