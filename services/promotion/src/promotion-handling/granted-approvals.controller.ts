import type { ApprovalGranted, PromotionThresholds } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import { Problem, UnavailableProblem } from '@assay/platform';
import { Controller, Logger } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ApprovalsService } from '../approval/approvals.service.js';
import { PromotionsService } from './promotions.service.js';

/** What a promotion was proposed with, beside what its certificate says. */
interface Proposed {
  readonly thresholds: Partial<PromotionThresholds>;
  readonly acknowledgeKnownBad: boolean;
}

const isProposed = (proposal: object): proposal is Proposed =>
  'thresholds' in proposal && 'acknowledgeKnownBad' in proposal;

/** Promotes what was proposed as soon as enough people have agreed. */
@Controller()
export class GrantedApprovalsController {
  private readonly logger = new Logger(GrantedApprovalsController.name);

  constructor(
    private readonly approvals: ApprovalsService,
    private readonly promotions: PromotionsService,
  ) {}

  @EventPattern('ApprovalGranted', { group: 'promotion' })
  async granted(@Payload() event: ApprovalGranted): Promise<void> {
    const { subject, action } = event.data;
    if (subject.kind !== 'promotion' || action !== 'promote') return;
    try {
      await this.promote(event);
    } catch (error) {
      // The approval holds until it expires: whoever may can ask for the promotion by its id. One that nobody knows here
      // must not hold up those that come after it. What is only not possible now is tried again.
      if (!(error instanceof Problem) || error instanceof UnavailableProblem) throw error;
      this.logger.warn(`${subject.key} is approved and not promoted: ${error.code}, ${error.detail}`);
    }
  }

  private async promote({ subject, actor, data }: ApprovalGranted): Promise<void> {
    const { project, key: id } = parseStreamId(subject);
    const { proposal, proposedBy, onBehalfOf } = await this.approvals.show(project, id);
    if (!isProposed(proposal)) return;
    await this.promotions.promote({
      ...{ project, name: data.subject.key, actor, approvalId: id, occasion: id },
      onBehalfOf: onBehalfOf ?? proposedBy,
      overrides: { thresholds: proposal.thresholds },
      acknowledgeKnownBad: proposal.acknowledgeKnownBad,
      promotionType: 'manual',
    });
  }
}
