import type { KnownApproval } from '@assay/approvals';
import { NO_APPROVAL } from '@assay/approvals';
import type { HotfixEvent, HotfixRecord, HotfixSeverity, PostMortemWritten } from '@assay/contracts';
import { derivedId } from '@assay/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { ApprovalLog } from '../approval/approval-log.js';
import { ApprovalsService } from '../approval/approvals.service.js';
import { deploymentNeeds, deploymentProposal } from './deployment-proposal.fold.js';
import { EMERGENCY_APPROVERS } from './emergency-approvers.js';
import type { CloseHotfix, Deployment, HotfixCommand, OpenHotfix } from './hotfix-command.js';
import { deployable } from './hotfix-deploy.decider.js';
import { HotfixLog } from './hotfix-log.js';
import { hotfixNotFound, problemOfHotfix } from './hotfix-problems.js';
import type { KnownHotfix } from './hotfix-state.js';

/** Who acts on which hotfix. */
export interface Acting {
  readonly project: string;
  readonly key: string;
  readonly actor: string;
}

export interface DeployRequest extends Deployment {
  readonly approval?: string | undefined;
  /** Now when not given. */
  readonly deployedAt?: string | undefined;
}

export interface DeploymentWish extends Deployment {
  readonly reason: string;
  readonly once?: string | undefined;
}

const EMERGENCY_HOURS = 4;

/** Hotfixes as people work on them. */
@Injectable()
export class HotfixesService {
  constructor(
    private readonly log: HotfixLog,
    private readonly approvals: ApprovalsService,
    private readonly approvalLog: ApprovalLog,
    @Inject(EMERGENCY_APPROVERS) private readonly emergencyApprovers: readonly string[],
  ) {}

  open(acting: Acting, data: Omit<OpenHotfix, 'type' | 'metadata'>): Promise<KnownHotfix> {
    return this.command(acting, { type: 'OpenHotfix', metadata: this.log.metadata(acting), ...data });
  }

  record(acting: Acting, record: HotfixRecord): Promise<KnownHotfix> {
    return this.command(acting, { type: 'RecordHotfix', metadata: this.log.metadata(acting), record });
  }

  changeSeverity(acting: Acting, severity: HotfixSeverity, reason: string): Promise<KnownHotfix> {
    const metadata = this.log.metadata(acting);
    return this.command(acting, { type: 'ChangeSeverity', metadata, severity, reason });
  }

  /** Asks others to agree that the fix, as it is recorded now, is deployed. */
  async proposeDeployment(acting: Acting, { reason, once, ...wish }: DeploymentWish): Promise<KnownApproval> {
    const { project, key, actor } = acting;
    const state = await this.known(project, key);
    const wrong = deployable(state, wish, this.emergencyApprovers);
    if (wrong !== undefined) throw problemOfHotfix(key, wrong);
    const { emergency } = wish;
    const { approvals, approvers } = deploymentNeeds(emergency, this.emergencyApprovers);
    const named = approvers === undefined ? {} : { approvers: [...approvers] };
    return this.approvals.propose({
      ...{ project, actor, reason, ...deploymentProposal(state, wish) },
      required: { approvals, emergency, ...named },
      ...(emergency ? { expiresInHours: EMERGENCY_HOURS } : {}),
      once: once === undefined ? undefined : derivedId(key, once),
    });
  }

  /** @throws Problem without the approval that this deployment needs */
  async deploy(
    acting: Acting,
    { approval: id, deployedAt, ...deployment }: DeployRequest,
  ): Promise<KnownHotfix> {
    const { project } = acting;
    const metadata = this.log.metadata(acting);
    const approval = id === undefined ? NO_APPROVAL : await this.approvalLog.load(project, id);
    const state = await this.command(acting, {
      ...{ type: 'DeployHotfix', metadata, ...deployment, approval },
      deployedAt: deployedAt ?? metadata.time,
      emergencyApprovers: this.emergencyApprovers,
    });
    if (id !== undefined) await this.approvals.use({ project, id, actor: acting.actor }, metadata.id);
    return state;
  }

  writePostMortem(acting: Acting, postMortem: PostMortemWritten['data']): Promise<KnownHotfix> {
    return this.command(acting, { type: 'WritePostMortem', metadata: this.log.metadata(acting), postMortem });
  }

  close(acting: Acting, resolution: CloseHotfix['resolution'], reason: string): Promise<KnownHotfix> {
    const metadata = this.log.metadata(acting);
    return this.command(acting, { type: 'CloseHotfix', metadata, resolution, reason });
  }

  /** @throws NotFoundProblem */
  async known(project: string, key: string): Promise<KnownHotfix> {
    const state = await this.log.load(project, key);
    if (state.status === 'absent') throw hotfixNotFound(key);
    return state;
  }

  history(project: string, key: string): Promise<readonly HotfixEvent[]> {
    return this.log.history(project, key);
  }

  private async command({ key }: Acting, command: HotfixCommand): Promise<KnownHotfix> {
    const handled = await this.log.handle(command);
    if (handled.outcome === 'refused') throw problemOfHotfix(key, handled.refusal);
    if (handled.state.status === 'absent') throw hotfixNotFound(key);
    return handled.state;
  }
}
