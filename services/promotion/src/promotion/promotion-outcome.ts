import type { PromotionEvent } from '@assay/contracts';
import type { Decision } from '@assay/event-store';
import type { PromotionRefusal } from './promotion-refusal.js';

export type Outcome = Decision<PromotionEvent, PromotionRefusal>;

export const accept = (...events: readonly PromotionEvent[]): Outcome => ({ outcome: 'accepted', events });
export const refuse = (refusal: PromotionRefusal): Outcome => ({ outcome: 'refused', refusal });
