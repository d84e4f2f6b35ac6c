import type { PromotionRequested, PromotionRollbackRequested } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { ExperimentCommand } from '../experiment/experiment-command.js';
import { ExperimentLog } from '../experiment/experiment-log.js';
import { answerMetadata } from './answer-metadata.js';

/**
 * Answers what promotions ask of experiments. The id and the time of the answer follow from the request, so that a
 * request that comes twice, or is taken up again after a crash, is answered once.
 */
@Injectable()
export class PromotionRequestsService {
  constructor(private readonly log: ExperimentLog) {}

  conclude(request: PromotionRequested): Promise<void> {
    const { experiment, promotionId, variant, experimentVersion } = request.data;
    return this.answer({
      type: 'ConcludeForPromotion',
      metadata: answerMetadata(request, experiment),
      request: request.id,
      promotionId,
      variant,
      certifiedVersion: experimentVersion,
    });
  }

  reopen(request: PromotionRollbackRequested): Promise<void> {
    const { experiment, promotionId, reason } = request.data;
    return this.answer({
      type: 'ReopenForRollback',
      metadata: answerMetadata(request, experiment),
      request: request.id,
      promotionId,
      reason,
    });
  }

  // A refusal says that the request was answered before: there is nothing left to do.
  private async answer(command: ExperimentCommand): Promise<void> {
    await this.log.handle(command);
  }
}
