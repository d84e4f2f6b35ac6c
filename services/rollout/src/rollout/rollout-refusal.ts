import type { UnmetCondition } from './advance-conditions.fold.js';

export type RolloutRefusal =
  | { readonly code: 'ROLLOUT_NOT_FOUND' }
  | { readonly code: 'ROLLOUT_EXISTS'; readonly key: string }
  | { readonly code: 'WRONG_STATUS'; readonly status: string; readonly allowed: readonly string[] }
  | { readonly code: 'CONDITIONS_UNMET'; readonly unmet: readonly UnmetCondition[] }
  | { readonly code: 'STALE_ACTIVATION'; readonly activation: string; readonly current: string };
