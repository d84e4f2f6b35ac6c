import type { PromotionWatch } from '@assay/contracts';
import type { PromotionState } from '../promotion/promotion-state.js';

const HOUR_MS = 3_600_000;

/** When a watch ends that began with the promotion; null where there is none. */
export const watchEnd = (promotedAt: string, watch: PromotionWatch | null): string | null =>
  watch === null || watch.hours === 0
    ? null
    : new Date(Date.parse(promotedAt) + watch.hours * HOUR_MS).toISOString();

/** Until when a promotion in force is watched; null where it is not. */
export const watchedUntil = (state: PromotionState): string | null =>
  state.status === 'completed' && state.promotedAt !== null ? watchEnd(state.promotedAt, state.watch) : null;
