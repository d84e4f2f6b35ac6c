import {
  ApprovalDirectory,
  approvalProblem,
  judgePolicy,
  policyForbids,
  proposalHash,
} from '@assay/approvals';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ApprovalsService } from '../approval/approvals.service.js';
import { PolicyService } from '../policy/policy.service.js';

/** A rollback that somebody asks for. */
export interface WantedRollback {
  readonly project: string;
  readonly experiment: string;
  readonly promotionId: string;
  readonly actor: string;
  /** The watch makes things safer by itself: it waits for nobody. */
  readonly byItself: boolean;
}

/** What a rollback passes: the project’s policy, and the approvals it demands of people. */
@Injectable()
export class RollbackGate {
  constructor(
    private readonly policies: PolicyService,
    private readonly directory: ApprovalDirectory,
    private readonly approvals: ApprovalsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @returns id of the approval that it rests on; undefined where none is demanded
   * @throws Problem; where an approval is missing, its `needed` says what to propose
   */
  async check(rollback: WantedRollback): Promise<string | undefined> {
    const { project, experiment: key, promotionId, actor, byItself } = rollback;
    const { document } = await this.policies.current(project);
    const at = new Date(this.clock.now()).toISOString();
    const verdict = judgePolicy(document, { action: 'rollback', subject: key, at, actor });
    if (!verdict.isAllowed) throw policyForbids('roll back', verdict);
    const { approvals } = verdict;
    if (byItself || approvals === 0) return undefined;
    const subject = { kind: 'promotion', key } as const;
    const wanted = { subject, action: 'rollback', proposal: { promotionId } };
    // The read model knows which one it is; whether it holds, its own stream says.
    const found = await this.directory.findFor(project, proposalHash(wanted));
    const id = found.status === 'absent' ? undefined : found.id;
    const assessed = await this.approvals.assess(project, id, { ...wanted, approvals });
    if (!assessed.approved) throw approvalProblem(assessed, { ...wanted, approvals });
    return assessed.id;
  }
}
