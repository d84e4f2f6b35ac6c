import {
  ApprovalDirectory,
  approvalProblem,
  assessApproval,
  judgePolicy,
  policyForbids,
  proposalHash,
} from '@assay/approvals';
import type { EventMetadata, PolicyDocument } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { GatedStep } from './gated-step.js';
import { POLICIES } from './policies.projection.js';
import { PolicyReadiness } from './policy-readiness.js';

const POLICY = 'SELECT document FROM policies WHERE project = $1';

/** What every step of a rollout or a release passes: the project’s policy, and the approvals it demands. */
@Injectable()
export class DecisionGate {
  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly approvals: ApprovalDirectory,
    private readonly readiness: PolicyReadiness,
  ) {}

  /**
   * @returns id of the approval that it rests on, which is for this very step; undefined where none is demanded
   * @throws UnavailableProblem while policies are not known; ForbiddenProblem or ConflictProblem; where an approval is missing, its `proposal` says what to propose
   */
  async check(
    { policyAction, action, proposal }: GatedStep,
    metadata: EventMetadata,
  ): Promise<string | undefined> {
    const { project, subject: stream, actor, time: at } = metadata;
    const { kind, key } = parseStreamId(stream);
    await this.readiness.requireRead();
    const policy = await this.policyOf(project);
    if (policy === undefined) return undefined;
    const verdict = judgePolicy(policy, { action: policyAction, subject: key, at, actor });
    if (!verdict.isAllowed) throw policyForbids(action, verdict);
    if (verdict.approvals === 0) return undefined;
    const subject = { kind: kind === 'release' ? 'release' : 'rollout', key } as const;
    const wanted = { subject, action, proposal };
    const approval = await this.approvals.findFor(project, proposalHash(wanted));
    const { approvals } = verdict;
    const assessed = assessApproval(approval, { ...wanted, approvals, now: Date.parse(at) });
    if (!assessed.approved) throw approvalProblem(assessed, { ...wanted, approvals });
    return assessed.id;
  }

  private async policyOf(project: string): Promise<PolicyDocument | undefined> {
    const [row] = await this.models.read(POLICIES, (model) =>
      model.query<{ readonly document: PolicyDocument }>(POLICY, [project]),
    );
    return row?.document;
  }
}
