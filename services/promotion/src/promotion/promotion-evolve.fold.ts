import type { PromotionEvent } from '@assay/contracts';
import type { PromotionState } from './promotion-state.js';

/** The state after one more event; an event that cannot follow leaves the state as it is. */
export function evolve(state: PromotionState, event: PromotionEvent): PromotionState {
  const { knownBad } = state;
  if (event.type === 'PromotionRequested') {
    const { promotionId, variant } = event.data;
    return { status: 'requested', promotionId, variant, knownBad };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'PromotionCompleted':
      return { ...state, status: 'completed' };
    case 'PromotionRollbackRequested':
      return { ...state, status: 'rollback_requested' };
    case 'PromotionRefused':
      // A refused rollback leaves the promotion in force.
      return state.status === 'requested' ? { status: 'none', knownBad } : { ...state, status: 'completed' };
    case 'PromotionRolledBack':
      return { status: 'none', knownBad: [...new Set([...knownBad, state.variant])] };
  }
}
