import { Problem } from '@assay/platform';
import { Injectable, Logger } from '@nestjs/common';
import { RollbacksService } from '../promotion-handling/rollbacks.service.js';
import type { WatchedPromotion } from './watch-reading.js';

const ACTOR = 'system:promotion-watch';
const ASKED = 'ASKED';

/** Asks that a winner beyond its limits is taken back: each promotion once, whatever the owner answers. */
@Injectable()
export class BreachRollback {
  private readonly logger = new Logger(BreachRollback.name);
  /** What came of it, by promotion: `ASKED`, or the code of the problem that is in the way. */
  private readonly outcomes = new Map<string, string>();

  constructor(private readonly rollbacks: RollbacksService) {}

  /** Somebody may be faster, or the policy want a person to decide: the alert is there all the same. */
  async rollBack(promotion: WatchedPromotion, reason: string): Promise<void> {
    const { experiment, promotionId } = promotion;
    const before = this.outcomes.get(promotionId);
    if (before === ASKED) return;
    const outcome = await this.ask(promotion, reason);
    this.outcomes.set(promotionId, outcome);
    if (outcome !== ASKED && outcome !== before)
      this.logger.warn(`${experiment}: not rolled back (${outcome}), ${reason}`);
  }

  /** Forgets all others. */
  keep(watched: readonly WatchedPromotion[]): void {
    const ids = new Set(watched.map(({ promotionId }) => promotionId));
    for (const id of this.outcomes.keys()) if (!ids.has(id)) this.outcomes.delete(id);
  }

  private async ask({ project, experiment, promotionId }: WatchedPromotion, reason: string): Promise<string> {
    try {
      const request = { project, name: experiment, promotionId, reason, actor: ACTOR };
      const { repeated } = await this.rollbacks.ask({ ...request, decidedBy: 'watch' });
      if (!repeated) this.logger.warn(`${experiment}: rollback asked for, ${reason}`);
      return ASKED;
    } catch (error) {
      if (error instanceof Problem) return error.code;
      throw error;
    }
  }
}
