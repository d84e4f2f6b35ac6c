import type {
  ConclusionRefused,
  EventEnvelope,
  ExperimentConcluded,
  ExperimentReopened,
} from '@assay/contracts';
import { derivedId, parseStreamId } from '@assay/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { OwnersAnswer } from '../promotion/promotion-command.js';
import { PromotionLog } from './promotion-log.js';

const GROUP = { group: 'promotion' };

/** What the owner of an experiment did about a promotion, from its stream. */
@Controller()
export class OwnersAnswersController {
  constructor(private readonly log: PromotionLog) {}

  @EventPattern('ExperimentConcluded', GROUP)
  async concluded(@Payload() event: ExperimentConcluded): Promise<void> {
    await this.take(event, event.data.promotionId, (base) => ({ type: 'ConfirmPromotion', ...base }));
  }

  @EventPattern('ExperimentReopened', GROUP)
  async reopened(@Payload() event: ExperimentReopened): Promise<void> {
    await this.take(event, event.data.promotionId, (base) => ({ type: 'ConfirmRollback', ...base }));
  }

  @EventPattern('ConclusionRefused', GROUP)
  async refused(@Payload() event: ConclusionRefused): Promise<void> {
    const { promotionId, code, reason } = event.data;
    await this.take(event, promotionId, (base) => ({ type: 'AcceptRefusal', ...base, code, reason }));
  }

  /** An answer that came before, or that nobody asked for, changes nothing. */
  private async take(
    event: EventEnvelope,
    promotionId: string | undefined,
    command: (base: Pick<OwnersAnswer, 'metadata' | 'promotionId'>) => OwnersAnswer,
  ): Promise<void> {
    if (promotionId === undefined) return;
    const { project, key: experiment } = parseStreamId(event.subject);
    const metadata = this.log.metadata({
      ...{ project, experiment, actor: event.actor, promotionId },
      eventId: derivedId(event.id, 'promotion-answer'),
      cause: event.id,
    });
    await this.log.handle(command({ metadata, promotionId }));
  }
}
