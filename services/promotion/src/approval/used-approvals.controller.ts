import { decisionAction, DECISIONS } from '@assay/approvals';
import type { EventEnvelope } from '@assay/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ApprovalsService } from './approvals.service.js';

const GROUP = { group: 'promotion-approvals' };
/** Notes that what was approved has been done, as soon as the event that rests on it says so; once, whoever says it first. */
@Controller()
export class UsedApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  @EventPattern([...DECISIONS], GROUP)
  async used(@Payload() event: EventEnvelope): Promise<void> {
    const { approval: id } = event.data as { readonly approval?: string };
    if (id === undefined || decisionAction(event) === undefined) return;
    await this.approvals.use({ project: event.project, id, actor: event.actor }, event.id);
  }
}
