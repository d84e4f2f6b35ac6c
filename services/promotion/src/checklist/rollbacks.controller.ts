import type {
  EventEnvelope,
  PromotionRollbackRequested,
  PromotionRolledBack,
  ReleaseRolledBack,
  RollbackSubject,
  RolloutRolledBack,
} from '@assay/contracts';
import { derivedId, parseStreamId } from '@assay/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ChecklistLog } from './checklist-log.js';
import type { SeenStep } from './checklist.decider.js';
import { STANDARD_STEPS } from './standard-steps.js';

const GROUP = { group: 'promotion-checklists' };

interface Rollback {
  readonly id: string;
  readonly subject: RollbackSubject;
  readonly reason: string;
  readonly thread: string;
  readonly seen: readonly SeenStep[];
}

const known = (reason: string, { kind, key }: RollbackSubject): readonly SeenStep[] => [
  { step: 'reason-known', evidence: reason },
  { step: 'scope-decided', evidence: `the whole ${kind} ${key}` },
];

const done = (evidence: string): readonly SeenStep[] => [
  { step: 'rollback-done', evidence },
  { step: 'traffic-off', evidence },
];

/** Opens the checklist of every rollback, and ticks what its events show. */
@Controller()
export class RollbacksController {
  constructor(private readonly log: ChecklistLog) {}

  @EventPattern('PromotionRollbackRequested', GROUP)
  async requested(@Payload() event: PromotionRollbackRequested): Promise<void> {
    const { promotionId, experiment: key, reason } = event.data;
    const subject = { kind: 'promotion', key } as const;
    const thread = `rollback/promotion/${promotionId}`;
    await this.open(event, { id: promotionId, subject, reason, thread, seen: known(reason, subject) });
  }

  @EventPattern('PromotionRolledBack', GROUP)
  async rolledBack(@Payload() event: PromotionRolledBack): Promise<void> {
    const { id, project, data, time } = event;
    const evidence = `the owner of the experiment serves control to all since ${time}`;
    await this.tick(event, { project, id: data.promotionId, eventId: derivedId(id, 'seen') }, done(evidence));
  }

  @EventPattern('RolloutRolledBack', GROUP)
  rolloutRolledBack(@Payload() event: RolloutRolledBack): Promise<void> {
    return this.atOnce(event, 'rollout');
  }

  @EventPattern('ReleaseRolledBack', GROUP)
  releaseRolledBack(@Payload() event: ReleaseRolledBack): Promise<void> {
    return this.atOnce(event, 'release');
  }

  /** What is off with the event that says so. */
  private atOnce(event: RolloutRolledBack | ReleaseRolledBack, kind: 'rollout' | 'release'): Promise<void> {
    const { reason, activation } = event.data;
    const subject = { kind, key: parseStreamId(event.subject).key };
    const seen = [...known(reason, subject), ...done(`the ${kind} is rolled back since ${event.time}`)];
    const thread = `rollback/${kind}/${subject.key}/${activation}`;
    return this.open(event, { id: derivedId(event.id, 'checklist'), subject, reason, thread, seen });
  }

  /** An event that comes again finds the checklist open. */
  private async open(event: EventEnvelope, { id, seen, ...data }: Rollback): Promise<void> {
    const { project, actor, id: cause } = event;
    const eventId = derivedId(cause, 'checklist-opened');
    const metadata = this.log.metadata({ project, id, actor, eventId, cause });
    await this.log.handle({
      type: 'OpenChecklist',
      metadata,
      data: { ...data, steps: [...STANDARD_STEPS] },
      seen,
    });
  }

  private async tick(
    { actor, id: cause }: EventEnvelope,
    at: { readonly project: string; readonly id: string; readonly eventId: string },
    seen: readonly SeenStep[],
  ): Promise<void> {
    const metadata = this.log.metadata({ ...at, actor, cause });
    await this.log.handle({ type: 'TickSteps', metadata, seen });
  }
}
