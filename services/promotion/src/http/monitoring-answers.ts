import type { KnownApproval } from '@assay/approvals';
import { counted } from '@assay/contracts';
import { isPending } from '../promotion-handling/owners-answer.js';
import type { PromotionRecord } from '../promotion-handling/promotion-record.js';
import type { PromotionStatistics } from '../promotion-handling/promotion-statistics.js';
import type { PromotedAnswer } from './promoted-answer.js';
import { isWaiting } from './promoted-answer.js';

/** The form in which other systems answer. */
export interface Answer<Data> {
  readonly success: true;
  readonly data: Data;
  readonly message?: string;
  readonly statistics?: PromotionStatistics;
  readonly nextCursor?: string | null;
}

/** A promotion with the name that the caller knows its experiment by. */
export type MonitoringPromotion = PromotionRecord & { readonly experimentName: string };

export type PromotedData =
  | { readonly promotion: MonitoringPromotion }
  | { readonly promotion: null; readonly approval: KnownApproval };

export const monitoringPromotion = (name: string, promotion: PromotionRecord): MonitoringPromotion => ({
  ...promotion,
  experimentName: name,
});

const told = (name: string, promotion: PromotionRecord, done: string): Answer<PromotedData> => ({
  success: true,
  data: { promotion: monitoringPromotion(name, promotion) },
  message: isPending(promotion) ? `Promotion ${promotion.id} waits for its experiment` : done,
});

export function promotedData(name: string, answer: PromotedAnswer): Answer<PromotedData> {
  if (!isWaiting(answer))
    return told(name, answer, `Successfully promoted variant ${answer.promotedVariantName} to production`);
  const { approval } = answer;
  const message = `Waits for ${counted(approval.required.approvals, 'approval')}, until ${approval.expiresAt}`;
  return { success: true, data: { promotion: null, approval }, message };
}

export const rolledBackData = (name: string, promotion: PromotionRecord): Answer<PromotedData> =>
  told(name, promotion, `Rolled back: ${promotion.controlVariantName ?? 'control'} is served to all`);
