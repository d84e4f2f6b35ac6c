import type { DecisionCheck } from '@assay/contracts';

export type PromotionRefusal =
  | { readonly code: 'NOT_ELIGIBLE'; readonly failed: readonly DecisionCheck[] }
  | { readonly code: 'VARIANT_UNKNOWN'; readonly variant: string; readonly known: readonly string[] }
  | { readonly code: 'VARIANT_NOT_WINNER'; readonly variant: string; readonly winner: string | null }
  | { readonly code: 'PROMOTION_ACTIVE'; readonly promotionId: string; readonly status: string }
  | { readonly code: 'KNOWN_BAD'; readonly variant: string }
  | {
      readonly code: 'LOOK_USED';
      readonly decidedAt: string;
      readonly isEligible: boolean;
      readonly failed: readonly DecisionCheck[];
    }
  | { readonly code: 'SETTINGS_UNCHANGED' }
  | { readonly code: 'NO_ACTIVE_PROMOTION' }
  | { readonly code: 'PROMOTION_PENDING'; readonly promotionId: string; readonly status: string }
  | { readonly code: 'ANSWER_NOT_EXPECTED'; readonly promotionId: string; readonly status: string };
