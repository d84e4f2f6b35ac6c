import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { each } from '@assay/projections';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { breachOf } from '../certificate/breach.js';
import { RolloutLog } from '../rollout-handling/rollout-log.js';
import type { Assessment, InTier } from './assess-rollouts.js';
import { AssessRollouts } from './assess-rollouts.js';

const ACTOR = 'system:rollout';

/**
 * Turns features off when their windows or trigger rules say so, with no person in the loop. Any instance may decide;
 * the expected version of the stream lets one of them.
 */
@Injectable()
export class BreachJudge {
  private readonly logger = new Logger(BreachJudge.name);

  constructor(
    private readonly assessor: AssessRollouts,
    private readonly log: RolloutLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Rolls back those whose present activation is in breach; one that has moved on meanwhile refuses. */
  async judge(found: readonly InTier[]): Promise<readonly Assessment[]> {
    const now = this.clock.now();
    const assessed = await this.assessor.assess(found, now);
    await each(assessed, (one) => this.rollBack(one));
    return assessed;
  }

  /** The same of one rollout, as its stream has it. */
  async judgeOne(project: string, key: string): Promise<void> {
    const rollout = await this.log.load(project, key);
    if (rollout.status === 'in_progress' || rollout.status === 'paused')
      await this.judge([{ project, rollout }]);
  }

  /** At the instant that the window was held against: the log gives the same evidence again for it. */
  private async rollBack({ project, rollout, breach, cause }: Assessment): Promise<void> {
    if (breach === undefined) return;
    const { key } = rollout.design;
    const metadata = this.log.metadata({ project, key, actor: ACTOR, cause });
    const handled = await this.log.handle({
      type: 'RollBackOnBreach',
      metadata: { ...metadata, time: breach.decidedAt },
      activation: this.log.newId(),
      certificate: breach,
    });
    this.logger.warn(`${key}: ${handled.outcome} an automatic rollback, ${breachOf(breach).reason}`);
  }
}
