import type { EventMetadata, PromotionEvent, PromotionRequested } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore, Handled } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { PromotionCommand } from '../promotion/promotion-command.js';
import type { PromotionRefusal } from '../promotion/promotion-refusal.js';
import type { PromotionState } from '../promotion/promotion-state.js';
import { promotionDecider } from '../promotion/promotion.decider.js';
import type { PromotionRecord } from './promotion-record.js';
import { recordsOf } from './promotion-record.js';

/** Who acts on which experiment; the id of the event, where it follows from something, and the event it follows from. */
export interface Occasion {
  readonly project: string;
  readonly experiment: string;
  readonly actor: string;
  readonly promotionId: string;
  readonly eventId?: string;
  readonly cause?: string;
}

/** The promotions of experiments as they are kept: one stream for each experiment. */
@Injectable()
export class PromotionLog {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  metadata({ project, experiment, actor, promotionId, eventId, cause }: Occasion): EventMetadata {
    return {
      id: eventId ?? this.newId(),
      source: 'promotion',
      subject: streamId(project, 'promotion', experiment),
      time: new Date(this.clock.now()).toISOString(),
      project,
      actor,
      correlationid: promotionId,
      ...(cause === undefined ? {} : { causationid: cause }),
    };
  }

  handle(command: PromotionCommand): Promise<Handled<PromotionState, PromotionRefusal>> {
    return handle(promotionDecider, this.store, command.metadata.subject, command);
  }

  /** How the promotions of an experiment stand now. */
  async state(project: string, experiment: string): Promise<PromotionState> {
    return (await loadState(promotionDecider, this.store, streamId(project, 'promotion', experiment))).state;
  }

  /** The promotion that this event asked to take back; undefined when there is no such event. */
  async rollbackAskedBy(project: string, experiment: string, eventId: string): Promise<string | undefined> {
    const stored = await this.store.load(streamId(project, 'promotion', experiment));
    const asked = stored.map(({ event }) => event as PromotionEvent).find(({ id }) => id === eventId);
    return asked?.type === 'PromotionRollbackRequested' ? asked.data.promotionId : undefined;
  }

  /** What began this promotion; undefined when nothing did. */
  async requestOf(
    project: string,
    experiment: string,
    promotionId: string,
  ): Promise<PromotionRequested['data'] | undefined> {
    const stored = await this.store.load(streamId(project, 'promotion', experiment));
    return stored
      .map(({ event }) => event as PromotionEvent)
      .filter((event) => event.type === 'PromotionRequested')
      .find(({ data }) => data.promotionId === promotionId)?.data;
  }

  /** All promotions of an experiment, the latest first. */
  async records(project: string, experiment: string): Promise<readonly PromotionRecord[]> {
    const stored = await this.store.load(streamId(project, 'promotion', experiment));
    return recordsOf(stored.map(({ event }) => event as PromotionEvent));
  }
}
