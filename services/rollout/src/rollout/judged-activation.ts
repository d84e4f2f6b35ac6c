import type { RollbackTarget } from './rollout-command.js';
import type { RolloutRefusal } from './rollout-refusal.js';
import type { RolloutState } from './rollout-state.js';

/** What a step is decided on: the activation that the caller names, else the one in force when the request came in. */
export const judgedActivation = (state: RolloutState, named: string | undefined): string | null =>
  named ?? ('activation' in state ? state.activation : null);

/**
 * The same for a rollback. Of what somebody, or its errors, rolled back a moment before, the caller may not know: what
 * is served since then goes back only if it is named, or the target is.
 */
export const judgedByRollback = (
  state: RolloutState,
  named: string | undefined,
  to: RollbackTarget,
): string | null =>
  named === undefined && to === 'previous' && state.status === 'rolled_back'
    ? null
    : judgedActivation(state, named);

/** Why a decision on one activation does not hold for the one in force. */
export function staleness(
  judged: string | null,
  { activation: current }: { readonly activation: string },
): RolloutRefusal | undefined {
  if (judged === null) return { code: 'ACTIVATION_REQUIRED', current };
  return judged === current ? undefined : { code: 'STALE_ACTIVATION', activation: judged, current };
}
