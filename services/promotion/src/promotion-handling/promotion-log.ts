import type { EventMetadata, PromotionEvent, PromotionRequested } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { PromotionCommand } from '../promotion/promotion-command.js';
import type { PromotionRefusal } from '../promotion/promotion-refusal.js';
import type { PromotionState } from '../promotion/promotion-state.js';
import { promotionDecider } from '../promotion/promotion.decider.js';
import type { Occasion } from '../stream-log/stream-log.js';
import { StreamLog } from '../stream-log/stream-log.js';
import type { PromotionRecord } from './promotion-record.js';
import { recordsOf } from './promotion-record.js';

/** On which experiment somebody acts, and on which of its promotions. */
interface PromotionOccasion extends Occasion {
  readonly experiment: string;
  readonly promotionId: string;
}

/** The promotions of experiments as they are kept: one stream for each experiment. */
@Injectable()
export class PromotionLog extends StreamLog<
  PromotionState,
  PromotionCommand,
  PromotionEvent,
  PromotionRefusal
> {
  protected readonly kind = 'promotion';
  protected readonly decider = promotionDecider;

  metadata({ experiment, promotionId, ...occasion }: PromotionOccasion): EventMetadata {
    return { ...this.metadataOf(experiment, occasion), correlationid: promotionId };
  }

  /** The promotion that this event asked to take back; undefined when there is no such event. */
  async rollbackAskedBy(project: string, experiment: string, eventId: string): Promise<string | undefined> {
    const asked = (await this.history(project, experiment)).find(({ id }) => id === eventId);
    return asked?.type === 'PromotionRollbackRequested' ? asked.data.promotionId : undefined;
  }

  /** What began this promotion; undefined when nothing did. */
  async requestOf(
    project: string,
    experiment: string,
    promotionId: string,
  ): Promise<PromotionRequested['data'] | undefined> {
    return (await this.history(project, experiment))
      .filter((event) => event.type === 'PromotionRequested')
      .find(({ data }) => data.promotionId === promotionId)?.data;
  }

  /** All promotions of an experiment, the latest first. */
  async records(project: string, experiment: string): Promise<readonly PromotionRecord[]> {
    return recordsOf(await this.history(project, experiment));
  }
}
