import { setTimeout as pause } from 'node:timers/promises';
import { ConflictProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { PromotionLog } from './promotion-log.js';
import { promotionNotFound } from './promotion-problems.js';
import type { PromotionRecord } from './promotion-record.js';

const PENDING: readonly PromotionRecord['status'][] = ['requested', 'rollback_requested'];
const POLLS = 100;
const POLL_MS = 100;

export const isPending = ({ status }: PromotionRecord): boolean => PENDING.includes(status);

/** What the owner of an experiment makes of a promotion or a rollback. */
@Injectable()
export class OwnersAnswer {
  constructor(private readonly log: PromotionLog) {}

  /**
   * Waits a bounded time for the owner; what it refused becomes the caller’s refusal.
   * @returns the promotion, still pending when the owner takes its time
   * @throws ConflictProblem
   */
  async to(project: string, experiment: string, id: string): Promise<PromotionRecord> {
    for (let poll = 0; ; poll += 1) {
      const record = (await this.log.records(project, experiment)).find((entry) => entry.id === id);
      if (record === undefined) throw promotionNotFound(id);
      if (record.refusal !== null) throw new ConflictProblem(record.refusal.code, record.refusal.reason);
      if (!isPending(record) || poll === POLLS) return record;
      await pause(POLL_MS);
    }
  }
}
