import type { PromotionRecord } from './promotion-record.js';

/** What the promotions of an experiment come to. */
export interface PromotionStatistics {
  readonly total: number;
  readonly completed: number;
  readonly refused: number;
  readonly rolledBack: number;
  readonly byType: Readonly<Record<PromotionRecord['promotionType'], number>>;
  /** Over those that were completed, also when they were taken back; null without any. */
  readonly averageConfidence: number | null;
  readonly averageImprovement: number | null;
}

const average = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

export function statisticsOf(records: readonly PromotionRecord[]): PromotionStatistics {
  const counted = (matches: (record: PromotionRecord) => boolean): number => records.filter(matches).length;
  const done = records.filter(({ promotedAt }) => promotedAt !== null);
  return {
    total: records.length,
    completed: done.length,
    refused: counted(({ status }) => status === 'refused'),
    rolledBack: counted(({ status }) => status === 'rolled_back'),
    byType: {
      auto: counted(({ promotionType }) => promotionType === 'auto'),
      manual: counted(({ promotionType }) => promotionType === 'manual'),
      approved: counted(({ promotionType }) => promotionType === 'approved'),
    },
    averageConfidence: average(done.flatMap(({ confidence }) => confidence ?? [])),
    averageImprovement: average(done.flatMap(({ improvement }) => improvement ?? [])),
  };
}
