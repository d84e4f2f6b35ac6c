import type { KnownApproval, WantedApproval } from '@assay/approvals';
import { approvalProblem } from '@assay/approvals';
import { ConflictProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { ApprovalsService } from '../approval/approvals.service.js';

/** What is to be promoted, exactly; whoever approves agrees to this and to nothing else. */
export interface PromotionProposal {
  readonly project: string;
  readonly experiment: string;
  readonly actor: string;
  readonly onBehalfOf?: string | undefined;
  /** JSON: run, variant, version of the experiment, and what the request says otherwise. */
  readonly proposal: Readonly<Record<string, unknown>>;
  readonly approvals: number;
  /** The same occasion proposes once. */
  readonly occasion: string;
  readonly reason: string;
}

const wantedOf = ({ experiment, proposal, approvals }: PromotionProposal): Omit<WantedApproval, 'now'> => ({
  subject: { kind: 'promotion', key: experiment },
  action: 'promote',
  proposal,
  approvals,
});

/** Promotions that wait until others agree. */
@Injectable()
export class PromotionApprovals {
  constructor(private readonly approvals: ApprovalsService) {}

  /**
   * @param id the approval that the request rests on, where it names one
   * @returns its id when it holds; else the proposal that now waits
   * @throws Problem when the one that is named does not hold, or the proposal was turned down
   */
  async require(wanted: PromotionProposal, id: string | undefined): Promise<string | KnownApproval> {
    const named = id ?? (await this.propose(wanted));
    if (typeof named !== 'string') return named;
    const verdict = await this.approvals.assess(wanted.project, named, wantedOf(wanted));
    if (!verdict.approved) throw approvalProblem(verdict);
    return verdict.id;
  }

  /** Notes that what was approved has been asked for by this event. */
  use(
    { project, actor }: Pick<PromotionProposal, 'project' | 'actor'>,
    id: string,
    event: string,
  ): Promise<void> {
    return this.approvals.use({ project, id, actor }, event);
  }

  private async propose(wanted: PromotionProposal): Promise<string | KnownApproval> {
    const { project, actor, onBehalfOf, approvals, occasion, reason } = wanted;
    const { approvals: _, ...proposed } = wantedOf(wanted);
    const required = { approvals };
    const proposal = await this.approvals.propose({
      ...proposed,
      ...{ project, actor, required, reason, onBehalfOf, once: occasion },
    });
    if (proposal.status === 'approved') return proposal.id;
    if (proposal.status === 'open') return proposal;
    const why = proposal.endReason === undefined ? '' : `: ${proposal.endReason}`;
    throw new ConflictProblem(
      'APPROVAL_CLOSED',
      `approval ${proposal.id} of this promotion is ${proposal.status}${why}`,
    );
  }
}
