/** The promotion that is under way or in force. */
interface Active {
  readonly promotionId: string;
  readonly variant: string;
  readonly knownBad: readonly string[];
}

/** `none`: nothing is promoted; `knownBad` are the variants that were rolled back before. */
export type PromotionState =
  | { readonly status: 'none'; readonly knownBad: readonly string[] }
  | ({ readonly status: 'requested' | 'completed' | 'rollback_requested' } & Active);

export const NO_PROMOTION: PromotionState = { status: 'none', knownBad: [] };
