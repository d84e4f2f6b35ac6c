import type {
  EventEnvelope,
  EventMetadata,
  PromotionRequested,
  PromotionRollbackRequested,
} from '@assay/contracts';
import { derivedId, streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, handle } from '@assay/event-store';
import { Inject, Injectable } from '@nestjs/common';
import type { ExperimentCommand } from '../experiment/experiment-command.js';
import { experimentDecider } from '../experiment/experiment.decider.js';

/**
 * Answers what promotions ask of experiments. The id and the time of the answer follow from the request, so that a
 * request that comes twice, or is taken up again after a crash, is answered once.
 */
@Injectable()
export class PromotionRequestsService {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  conclude(request: PromotionRequested): Promise<void> {
    const { experiment, promotionId, variant, experimentVersion } = request.data;
    return this.answer(request, experiment, {
      type: 'ConcludeForPromotion',
      metadata: metadataOf(request, experiment),
      request: request.id,
      promotionId,
      variant,
      certifiedVersion: experimentVersion,
    });
  }

  reopen(request: PromotionRollbackRequested): Promise<void> {
    const { experiment, promotionId, reason } = request.data;
    return this.answer(request, experiment, {
      type: 'ReopenForRollback',
      metadata: metadataOf(request, experiment),
      request: request.id,
      promotionId,
      reason,
    });
  }

  // A refusal says that the request was answered before: there is nothing left to do.
  private async answer(
    { project }: EventEnvelope,
    experiment: string,
    command: ExperimentCommand,
  ): Promise<void> {
    await handle(experimentDecider, this.store, streamId(project, 'experiment', experiment), command);
  }
}

const metadataOf = (request: EventEnvelope, experiment: string): EventMetadata => ({
  id: derivedId(request.id, 'answer of the experiment'),
  source: 'assignment',
  subject: streamId(request.project, 'experiment', experiment),
  time: request.time,
  project: request.project,
  actor: request.actor,
  correlationid: request.correlationid,
  causationid: request.id,
});
