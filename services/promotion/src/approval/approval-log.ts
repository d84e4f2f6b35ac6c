import type { ApprovalState } from '@assay/approvals';
import type { ApprovalEvent, EventMetadata } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { Occasion } from '../stream-log/stream-log.js';
import { StreamLog } from '../stream-log/stream-log.js';
import type { ApprovalCommand } from './approval-command.js';
import type { ApprovalRefusal } from './approval-refusal.js';
import { approvalDecider } from './approval.decider.js';

/** Approvals as they are kept: one stream for each proposal. */
@Injectable()
export class ApprovalLog extends StreamLog<ApprovalState, ApprovalCommand, ApprovalEvent, ApprovalRefusal> {
  protected readonly kind = 'approval';
  protected readonly decider = approvalDecider;

  metadata({ id, ...occasion }: Occasion & { readonly id: string }): EventMetadata {
    return this.metadataOf(id, occasion);
  }
}
