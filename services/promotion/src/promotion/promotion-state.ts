import type { Certificate, PromotionSettings, PromotionWatch } from '@assay/contracts';

/** The one look at a fixed horizon that a run has had. */
export interface Look {
  readonly run: number;
  readonly certificate: Certificate;
}

/** What outlives a promotion. */
export interface Kept {
  /** Variants that were rolled back before. */
  readonly knownBad: readonly string[];
  /** The latest one. */
  readonly look: Look | null;
  readonly settings: PromotionSettings;
}

/** The promotion that is under way or in force. */
interface Active extends Kept {
  readonly status: 'requested' | 'completed' | 'rollback_requested';
  readonly promotionId: string;
  readonly variant: string;
  /** Since when the winner is served to all; null before. */
  readonly promotedAt: string | null;
  /** Absent in promotions of before there were watches. */
  readonly watch: PromotionWatch | null;
}

export type PromotionState = (Kept & { readonly status: 'none' }) | Active;
export type ActivePromotion = Active;

export const NO_PROMOTION: PromotionState = { status: 'none', knownBad: [], look: null, settings: {} };

export const keptOf = ({ knownBad, look, settings }: PromotionState): Kept => ({ knownBad, look, settings });

/** The look that a run has had; another run has its own. */
export const lookOf = ({ look }: Kept, run: number): Look | null => (look?.run === run ? look : null);
