import { decisionAction, DECISIONS } from '@assay/approvals';
import type { EventEnvelope } from '@assay/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ApprovalsService } from './approvals.service.js';

const GROUP = { group: 'promotion-approvals' };
/** Promotions and hotfixes note themselves what they used. */
const STEPS = DECISIONS.filter((type) => !type.startsWith('Promotion'));

/** Notes that what was approved has been done, as soon as the events of its owner say so. */
@Controller()
export class UsedApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  @EventPattern(STEPS, GROUP)
  async used(@Payload() event: EventEnvelope): Promise<void> {
    const { approval: id } = event.data as { readonly approval?: string };
    if (id === undefined || decisionAction(event) === undefined) return;
    await this.approvals.use({ project: event.project, id, actor: event.actor }, event.id);
  }
}
