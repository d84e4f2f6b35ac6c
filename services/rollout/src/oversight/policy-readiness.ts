import { APPROVALS } from '@assay/approvals';
import { TOPICS, counted } from '@assay/contracts';
import type { EventBus, Position } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { ReadinessAnswer } from '@assay/platform';
import { Readiness, UnavailableProblem } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { POLICIES } from './policies.projection.js';

const MODELS = [
  { model: POLICIES, topic: TOPICS.promotions.name },
  { model: APPROVALS, topic: TOPICS.approvals.name },
] as const;

interface Goal {
  readonly model: string;
  readonly topic: string;
  /** The end of each partition when this process first looked. */
  readonly ends: readonly Pick<Position, 'partition' | 'offset'>[];
}

/**
 * Whether policies and approvals are known as far as the log went when this process began. Before that, as after the
 * loss of the database, a project without a policy may be one whose policy has not been read yet.
 */
@Injectable()
export class PolicyReadiness {
  private goals: Promise<readonly Goal[]> | undefined;
  private isRead = false;

  constructor(
    @Inject(PROJECTIONS) private readonly models: Pick<Projections, 'completeness'>,
    @Inject(EVENT_BUS) private readonly bus: Pick<EventBus, 'ends'>,
    readiness: Readiness,
  ) {
    readiness.add({ name: 'policies', check: () => this.answer() });
  }

  /** @throws UnavailableProblem until then */
  async requireRead(): Promise<void> {
    const { ready, detail = '' } = await this.answer();
    if (!ready) throw new UnavailableProblem('POLICY_NOT_READ', detail, { headers: { 'retry-after': '1' } });
  }

  private async answer(): Promise<ReadinessAnswer> {
    if (this.isRead) return { ready: true };
    const goals = await this.known();
    for (const goal of goals) {
      const behind = await this.behind(goal);
      const detail = `${goal.model} are still being read from the log: ${counted(behind, 'event is', 'events are')} to come`;
      if (behind > 0) return { ready: false, detail };
    }
    this.isRead = true;
    return { ready: true };
  }

  /** The ends of the first look that succeeded. */
  private async known(): Promise<readonly Goal[]> {
    this.goals ??= Promise.all(MODELS.map((one) => this.goalOf(one)));
    try {
      return await this.goals;
    } catch (error) {
      this.goals = undefined;
      throw error;
    }
  }

  private async goalOf({ model, topic }: (typeof MODELS)[number]): Promise<Goal> {
    const ends = await this.bus.ends(topic);
    return { model, topic, ends: ends.map(({ partition, end }) => ({ partition, offset: end })) };
  }

  private async behind({ model, topic, ends }: Goal): Promise<number> {
    const { positions } = await this.models.completeness(model);
    const reached = new Map(
      positions.filter((one) => one.topic === topic).map(({ partition, offset }) => [partition, offset]),
    );
    return ends.reduce(
      (sum, { partition, offset }) => sum + Math.max(0, offset - (reached.get(partition) ?? 0)),
      0,
    );
  }
}
