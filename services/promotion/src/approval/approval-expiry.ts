import type { KnownApproval } from '@assay/approvals';
import { ApprovalDirectory } from '@assay/approvals';
import { derivedId } from '@assay/contracts';
import { each } from '@assay/projections';
import { Injectable } from '@nestjs/common';
import { ApprovalLog } from './approval-log.js';

const ACTOR = 'system:promotion';

/**
 * Ends what nobody decided, or made use of, in time. Every instance tries (ADR 0019): the id of the event follows from
 * the approval, and its stream says whether it is due.
 */
@Injectable()
export class ApprovalExpiry {
  constructor(
    private readonly directory: ApprovalDirectory,
    private readonly log: ApprovalLog,
  ) {}

  async sweep(): Promise<void> {
    await each(await this.directory.due(this.log.now()), (due) => this.expire(due));
  }

  private async expire({ project, id }: KnownApproval): Promise<void> {
    const eventId = derivedId(project, id, 'approval-expired');
    const metadata = this.log.metadata({ project, id, actor: ACTOR, eventId });
    await this.log.handle({ type: 'ExpireApproval', metadata });
  }
}
