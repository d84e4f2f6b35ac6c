import { Injectable } from '@nestjs/common';
import { ExperimentDirectory } from './experiment-directory.js';
import { PromotionLog } from './promotion-log.js';
import { promotionNotFound } from './promotion-problems.js';
import type { PromotionRecord } from './promotion-record.js';
import type { PromotionStatistics } from './promotion-statistics.js';
import { statisticsOf } from './promotion-statistics.js';

export interface HistoryRequest {
  readonly project: string;
  readonly name: string;
  readonly limit: number;
  /** Id of the last promotion of the page before. */
  readonly cursor?: string | undefined;
}

export interface PromotionHistory {
  readonly promotions: readonly PromotionRecord[];
  readonly statistics: PromotionStatistics;
  /** Where the next page begins; null after the last one. */
  readonly nextCursor: string | null;
}

/** What was promoted and taken back. */
@Injectable()
export class PromotionHistoryService {
  constructor(
    private readonly directory: ExperimentDirectory,
    private readonly log: PromotionLog,
  ) {}

  /** The latest first. @throws NotFoundProblem for an experiment or a cursor that is not known */
  async page({ project, name, limit, cursor }: HistoryRequest): Promise<PromotionHistory> {
    const all = await this.all(project, name);
    const after = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    if (cursor !== undefined && after === 0) throw promotionNotFound(cursor);
    const promotions = all.slice(after, after + limit);
    const isLast = after + limit >= all.length;
    return {
      promotions,
      statistics: statisticsOf(all),
      nextCursor: isLast ? null : (promotions.at(-1)?.id ?? null),
    };
  }

  /** @throws NotFoundProblem */
  async record(project: string, name: string, promotionId: string): Promise<PromotionRecord> {
    const found = (await this.all(project, name)).find(({ id }) => id === promotionId);
    if (found === undefined) throw promotionNotFound(promotionId);
    return found;
  }

  private async all(project: string, name: string): Promise<readonly PromotionRecord[]> {
    const { key } = await this.directory.find(project, name);
    return this.log.records(project, key);
  }
}
