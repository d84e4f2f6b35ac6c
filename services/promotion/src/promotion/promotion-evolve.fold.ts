import type { PromotionEvent, PromotionRequested } from '@assay/contracts';
import type { ActivePromotion, PromotionState } from './promotion-state.js';
import { keptOf } from './promotion-state.js';

const requested = (state: PromotionState, { data }: PromotionRequested): PromotionState => ({
  ...keptOf(state),
  status: 'requested',
  promotionId: data.promotionId,
  variant: data.variant,
  promotedAt: null,
  watch: data.watch ?? null,
});

const none = (state: PromotionState): PromotionState => ({ ...keptOf(state), status: 'none' });

function rolledBack(state: ActivePromotion): PromotionState {
  return { ...none(state), knownBad: [...new Set([...state.knownBad, state.variant])] };
}

/** The state after one more event; an event that cannot follow leaves the state as it is. */
export function evolve(state: PromotionState, event: PromotionEvent): PromotionState {
  if (event.type === 'PromotionRequested') return requested(state, event);
  if (event.type === 'PromotionSettingsChanged') return { ...state, settings: event.data.settings };
  if (event.type === 'FixedHorizonLookTaken') {
    const { run, certificate } = event.data;
    return { ...state, look: { run, certificate } };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'PromotionCompleted':
      return { ...state, status: 'completed', promotedAt: event.time };
    case 'PromotionRollbackRequested':
      return { ...state, status: 'rollback_requested' };
    case 'PromotionRefused':
      // A refused rollback leaves the promotion in force.
      return state.status === 'requested' ? none(state) : { ...state, status: 'completed' };
    case 'PromotionRolledBack':
      return rolledBack(state);
  }
}
